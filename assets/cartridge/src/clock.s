; The time limit, and the line of the picture that tells it, or lives, coins, the boss.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.import print_row, kill_player
.export clock_reset, clock_turn, hud_turn

UNIT   = 40             ; turns
NUMBER = 9              ; where the number stands in the line

.segment "CODE"
.a8
.i16
; In: X = record of the room.
clock_reset:
    lda #UNIT
    sta time_sub
    ldy a:REC_TIME,x
    sty time_left
    lda a:REC_TIME_ONES,x
    sta time_left+2
    lda #1
    sta hud_dirty
    rts

clock_turn:
    ldx level_ptr
    lda a:REC_HUD,x
    cmp #HUD_TIME
    bne @end
    dec time_sub
    bne @end
    lda #UNIT
    sta time_sub
    lda #1
    sta hud_dirty
    ldx #2
@digit:
    dec time_left,x
    bpl @look
    lda #9
    sta time_left,x
    dex
    bpl @digit
@look:
    lda time_left
    ora time_left+1
    ora time_left+2
    bne @end
    lda #DIED_TIME
    jmp kill_player
@end:
    rts

; Sends the line when something in it changed and no other line is on its way.
hud_turn:
    lda hud_dirty
    beq @end
    ldx row_addr
    bne @end
    stz hud_dirty
    ldx level_ptr
    lda a:REC_HUD,x
    beq @end
    A16
    and #$00FF
    asl
    tax
    lda f:texts,x
    tax
    A8
    ldy #0
@copy:
    lda a:$0000,x
    sta hud_row,y
    inx
    iny
    cpy #32
    bne @copy
    ldx level_ptr
    lda a:REC_HUD,x
    A16
    and #$00FF
    asl
    tax
    A8
    jsr (numbers,x)
    ldx #hud_row
    ldy #(VRAM_BG3 + 32*4)
    jmp print_row
@end:
    rts

texts:
    .word 0, text_time, text_coins, text_lives, text_boss
numbers:
    .word 0, show_time, show_coins, show_lives, show_boss

show_time:
    ldx #2
@next:
    lda time_left,x
    ora #'0'
    sta hud_row+NUMBER,x
    dex
    bpl @next
    rts
show_coins:
    lda coins_shown
    bra digit
show_lives:
    lda lives
    inc
    bra digit
show_boss:              ; nothing where no boss is
    lda boss_health
    bne digit
    ldx #3
    lda #' '
@next:
    sta hud_row+2,x
    dex
    bpl @next
    rts
digit:
    ora #'0'
    sta hud_row+NUMBER
    rts

text_time:
    .byte "  TIME                          "
text_coins:
    .byte "  COINS                         "
text_lives:
    .byte "  LIVES                         "
text_boss:
    .byte "  BOSS                          "
