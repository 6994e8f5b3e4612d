; After the last boss: lines that come one by one, for ever in mode $14, until start leads to the title.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import print_row, fade_out, hide_objects, draw_level, player_stand, camera_turn, stream_columns
.export credits_turn

FIRST_AT  = 64          ; frames after the fanfare
PER_LINE  = 32          ; frames from line to line
FIRST_ROW = 5

.segment "CODE"
.a8
.i16
credits_turn:
    inc frame_eff
    lda credits
    cmp #2
    beq @fade
    jsr player_stand
    jsr camera_turn
    A16
    inc credits_at
    lda credits_at
    sec
    sbc #FIRST_AT
    bcc @no_line
    bit #PER_LINE-1
    bne @no_line
    cmp #(lines_end - lines)
    bcs @no_line
    tax                 ; 32 frames to a line, 32 letters in a line, which is two rows high
    asl
    clc
    adc #(VRAM_BG3 + 32*FIRST_ROW)
    tay
    txa
    clc
    adc #lines
    tax
    A8
    jsr print_row
@no_line:
    A8
    jsr stream_columns
    jsr draw_level
    lda pad_new
    and #PAD_START
    beq @end
    lda #2
    sta credits
@end:
    rts
@fade:
    jsr fade_out
    bcc @end
    jsr hide_objects
    stz credits
    lda #MODE_TITLE_LOAD
    sta game_mode
    rts

lines:
    .byte "            THE  END            "
    .byte "      A TRAINING CARTRIDGE      "
    .byte "      WALKERS  WALKED BY        "
    .byte "      HOPPERS  HOPPED OVER      "
    .byte "      FLYERS   FLEW AWAY        "
    .byte "      KING     GRUMBLED         "
    .byte "       THANKS FOR PLAYING       "
    .byte "          PRESS START           "
lines_end:
