; The title.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.include "level_gen.inc"
.import load_theme, load_screen, fade_in, put_object, finish_objects
.import clear_text, print, print_row, reset_view
.import title_screen
.export mode_title_load, mode_title_fade, mode_title

MUSIC_TITLE = $30

.segment "CODE"
.a8
.i16
mode_title_load:
    inc frame_eff
    jsr reset_view
    lda #0
    jsr load_theme
    ldx #.loword(title_screen)
    jsr load_screen
    jsr clear_text
    ldx #text_about
    ldy #(VRAM_BG3 + 32*11 + 7)
    jsr print
    ldx #text_levels
    ldy #(VRAM_BG3 + 32*13 + 11)
    jsr print
    jsr draw_cast
    lda #MUSIC_TITLE
    sta music
    lda #MODE_TITLE_FADE
    sta game_mode
    rts

mode_title_fade:
    inc frame_eff
    jsr draw_cast
    jsr fade_in
    bcc @end
    lda #MODE_TITLE
    sta game_mode
@end:
    rts

mode_title:
    inc frame_eff
    jsr draw_cast
    ldx #text_start     ; blinks
    lda frame_eff
    and #$3F
    beq @show
    cmp #$30
    bne @pad
    ldx #text_empty
@show:
    ldy #(VRAM_BG3 + 32*17)
    jsr print_row
@pad:
    lda pad_new
    and #(PAD_START | PAD_B)
    beq @end
    lda #MODE_MAP_OUT
    sta game_mode
@end:
    rts

; Everybody who plays in it, running on the spot.
draw_cast:
    ldy #0
@next:
    A16
    tya
    asl
    tax
    lda f:cast_x,x
    sta tmp0
    lda #TITLE_GROUND
    sta tmp1
    tya
    asl
    asl
    tax
    A8
    lda frame_eff
    and #$08
    beq @first
    inx
@first:
    lda f:cast+2,x
    xba
    lda f:cast,x
    jsr put_object
    iny
    cpy #4
    bne @next
    jmp finish_objects

TITLE_GROUND = 176
cast_x:
    .word 72, 120, 152, 184
cast:
    .byte OBJ_player_run1, OBJ_player_run2, OBJATTR_player_run1, OBJATTR_player_run1
    .byte OBJ_walker1, OBJ_walker2, OBJATTR_walker1, OBJATTR_walker1
    .byte OBJ_hopper1, OBJ_hopper2, OBJATTR_hopper1, OBJATTR_hopper1
    .byte OBJ_flyer1, OBJ_flyer2, OBJATTR_flyer1, OBJATTR_flyer1

text_start:
    .byte "          PRESS START           "
text_empty:
    .byte "                                "
text_about:
    .byte "TRAINING CARTRIDGE", 0
text_levels:
    .if LEVELS < 10
    .byte " "
    .endif
    .byte .sprintf("%d LEVELS", LEVELS), 0
