; Letters on layer 3: a picture of the layer in work RAM, shown whole in every vertical blank.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import stage_names
.export clear_text, print, show_hud, draw_menu, clear_menu

WHITE = $2000           ; in front of everything, colours 1 and 2
WARM  = $2400           ; colours 5 and 6
BLANK = $2000

.segment "CODE"
.a8
.i16
clear_text:
    A16
    lda #WHITE
    sta ink
    lda #BLANK
    ldx #(32 * 28 * 2 - 2)
@next:
    sta text,x
    dex
    dex
    bpl @next
    A8
    rts

; In: X = text in ROM, ends with 0; Y = row * 64 + column * 2.
print:
    lda f:$0000,x
    beq @end
    jsr put
    inx
    bra print
@end:
    rts

; In: A = letter, Y = place. Y goes on.
put:
    sec
    sbc #32
    A16
    and #$00FF
    ora ink
    sta text,y
    A8
    iny
    iny
    rts

; Hearts, the stage's name and the wicks, in row 1.
show_hud:
    A16
    lda #WARM
    sta ink
    A8
    ldy #(64 + 2)
    ldx #0
@heart:
    txa                 ; the low byte
    cmp hearts
    lda #'@'
    bcc @full
    lda #'['
@full:
    jsr put
    inx
    cpx #3
    bne @heart
    ldy #(64 + 27 * 2)
    lda #'\'
    jsr put
    lda wicks
    clc
    adc #'0'
    jsr put
    A16
    lda #WHITE
    sta ink
    A8
    jsr name_of_stage
    ldy #(64 + 7 * 2)
    jmp print

; Out: X = the name of the stage under the cursor.
name_of_stage:
    lda cursor
    A16
    and #$00FF
    asl
    tax
    lda f:stage_names,x
    tax
    A8
    rts

draw_menu:
    ldx #.loword(line_top)
    ldy #(11 * 64 + 9 * 2)
    jsr print
    ldx #.loword(line_on)
    ldy #(13 * 64 + 9 * 2)
    jsr print
    ldx #.loword(line_quit)
    ldy #(15 * 64 + 9 * 2)
    jsr print
    lda menu
    cmp #2
    beq @quit
    ldy #(13 * 64 + 10 * 2)
    bra @mark
@quit:
    ldy #(15 * 64 + 10 * 2)
@mark:
    A16
    lda #WARM
    sta ink
    A8
    lda #'>'
    jsr put
    A16
    lda #WHITE
    sta ink
    A8
    rts

clear_menu:
    A16
    lda #BLANK
    ldx #(11 * 64)
@next:
    sta text,x
    inx
    inx
    cpx #(16 * 64)
    bne @next
    A8
    rts

line_top:
    .byte "  -- REST --  ", 0
line_on:
    .byte "    GO ON     ", 0
line_quit:
    .byte "    GIVE UP   ", 0
