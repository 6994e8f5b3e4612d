; After the last life: a dark picture with two words, then the title.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import fade_in, fade_out, hide_objects, load_theme, clear_text, clear_layer, print
.export mode_over_out, mode_over_load, mode_over

MUSIC_OVER = 2
NIGHT      = 2
OVER_TIME  = 240
LIVES      = 4          ; less one, as ever

.segment "CODE"
.a8
.i16
mode_over_out:
    inc frame_eff
    jsr fade_out
    bcc @end
    jsr hide_objects
    lda #MODE_OVER_LOAD
    sta game_mode
@end:
    rts

mode_over_load:
    inc frame_eff
    ldx #0
    stx cam_x
    stx cam_y
    stx bg2_x
    stx bg2_y
    stx col_addr
    stx row_addr
    stx mode_timer
    lda #NIGHT
    jsr load_theme
    jsr clear_layer
    jsr clear_text
    ldx #text_over
    ldy #(VRAM_BG3 + 32*12 + 11)
    jsr print
    lda #MUSIC_OVER
    sta music
    lda #MODE_OVER
    sta game_mode
    rts

; Fades in, waits, fades out.
mode_over:
    inc frame_eff
    lda mode_timer
    cmp #OVER_TIME
    beq @out
    inc mode_timer
    jsr fade_in
    lda pad_new
    and #PAD_START
    beq @end
    lda #OVER_TIME
    sta mode_timer
@end:
    rts
@out:
    jsr fade_out
    bcc @end
    lda #LIVES
    sta lives
    lda #MODE_TITLE_LOAD
    sta game_mode
    rts

text_over:
    .byte "GAME  OVER", 0
