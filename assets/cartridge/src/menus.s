; Title and level select.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.include "level_gen.inc"
.import load_theme, load_screen, fade_in, fade_out, hide_objects, put_object, finish_objects
.import clear_text, print
.import title_screen, map_screen
.export mode_title_load, mode_title_fade, mode_title
.export mode_map_out, mode_map_load, mode_map_fade, mode_map

MUSIC_TITLE = $30
MUSIC_MAP   = $31

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

mode_title_load:
    inc frame_eff
    jsr reset_view
    lda #0
    jsr load_theme
    ldx #.loword(title_screen)
    jsr load_screen
    jsr clear_text
    ldx #text_start
    ldy #(VRAM_BG3 + 32*18 + 10)
    jsr print
    ldx #text_about
    ldy #(VRAM_BG3 + 32*11 + 7)
    jsr print
    lda #MUSIC_TITLE
    sta music
    lda #MODE_TITLE_FADE
    sta game_mode
    rts

mode_title_fade:
    inc frame_eff
    jsr fade_in
    bcc @end
    lda #MODE_TITLE
    sta game_mode
@end:
    rts

mode_title:
    inc frame_eff
    lda pad_new
    and #(PAD_START | PAD_B)
    beq @end
    lda #MODE_MAP_OUT
    sta game_mode
@end:
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
    ldx #.loword(map_screen)
    jsr load_screen
    jsr clear_text
    ldx #text_select
    ldy #(VRAM_BG3 + 32*3 + 9)
    jsr print
    lda #MUSIC_MAP
    sta music
    jsr draw_cursor
    lda #MODE_MAP_FADE
    sta game_mode
    rts

mode_map_fade:
    inc frame_eff
    jsr draw_cursor
    jsr fade_in
    bcc @end
    lda #MODE_MAP
    sta game_mode
@end:
    rts

mode_map:
    inc frame_eff
    lda pad_new
    and #(PAD_RIGHT | PAD_UP)
    beq @not_right
    lda cursor
    cmp #2
    bcs @not_right
    inc cursor
@not_right:
    lda pad_new
    and #(PAD_LEFT | PAD_DOWN)
    beq @not_left
    lda cursor
    beq @not_left
    dec cursor
@not_left:
    jsr draw_cursor
    lda pad_new
    and #(PAD_START | PAD_B)
    beq @end
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

; The player stands above the node of the cursor and nods.
draw_cursor:
    A16
    lda cursor
    and #$00FF
    asl
    tax
    lda f:node_x,x
    sta tmp0
    lda f:node_y,x
    sta tmp1
    A8
    lda frame_eff
    and #$10
    beq @up
    A16
    inc tmp1
    A8
@up:
    lda #OBJATTR_player_idle
    xba
    lda #OBJ_player_idle
    ldy #0
    jsr put_object
    jmp finish_objects

node_x:
    .word 48-8+0, 128-8, 208-8
node_y:
    .word 112-16, 112-16, 112-16
text_start:
    .byte "PRESS START", 0
text_about:
    .byte "TRAINING CARTRIDGE", 0
text_select:
    .byte "CHOOSE A LEVEL", 0
