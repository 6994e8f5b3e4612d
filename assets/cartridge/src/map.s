; The overworld: game modes $0B to $0E. LEVELS of its 16 places can be entered, all of them from the start.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.include "sound_gen.inc"
.import load_theme, fade_in, fade_out, hide_objects, clear_text, print_row
.import map_show, map_draw
.export mode_map_out, mode_map_load, mode_map_fade, mode_map, reset_view

MUSIC_MAP     = $31
SECOND_ISLAND = 8       ; the first place of it

.segment "CODE"
.a8
.i16
reset_view:
    ldx #0
    stx cam_x
    stx cam_y
    stx bg2_x
    stx bg2_y
    stx col_addr
    stx row_addr
    rts

mode_map_out:
    inc frame_eff
    jsr fade_out
    bcc @end
    jsr hide_objects
    lda #MODE_MAP_LOAD
    sta game_mode
@end:
    rts

mode_map_load:
    inc frame_eff
    stz paused
    jsr reset_view
    lda #0
    jsr load_theme
    jsr map_show
    jsr clear_text
    lda #MUSIC_MAP
    sta music
    jsr map_draw
    lda #MODE_MAP_FADE
    sta game_mode
    rts

mode_map_fade:
    inc frame_eff
    jsr show_place
    jsr fade_in
    bcc @end
    lda #MODE_MAP
    sta game_mode
@end:
    rts

; A press counts in the turn that reads it, wherever the figure is on its way.
mode_map:
    inc frame_eff
    lda pad_new
    and #PAD_RIGHT
    beq @not_right
    lda cursor
    cmp #(LEVELS - 1)
    bcs @not_right
    inc cursor
    jsr click
@not_right:
    lda pad_new
    and #PAD_LEFT
    beq @not_left
    lda cursor
    beq @not_left
    dec cursor
    jsr click
@not_left:
    jsr show_place
    lda pad_new
    and #(PAD_START | PAD_B)
    beq @end
    lda #SOUND_ENTER
    sta sound
    lda cursor
    inc
    sta translevel
    stz exit_mode
    stz midway
    stz entry_kind
    stz rooms
    lda #MODE_LEVEL_OUT
    sta game_mode
@end:
    rts

click:
    lda #SOUND_STEP
    sta sound
    rts

; The figure, the stars, and the name of the level under the cursor.
show_place:
    stz submap
    lda cursor
    cmp #SECOND_ISLAND
    bcc @first
    inc submap
@first:
    jsr map_draw
    A16
    lda cursor
    and #$00FF
    asl
    tax
    lda f:level_rows,x
    tax
    A8
    ldy #(VRAM_BG3 + 32*1)
    jmp print_row
