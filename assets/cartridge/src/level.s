; A level from the fade to the first playable frame.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "log.inc"
.include "level_gen.inc"
.import log_event, load_theme, fade_in, fade_out, hide_objects, clear_text, print
.import player_init, player_draw, sprites_init, sprites_draw, finish_objects, camera_jump
.import build_column, choose_entry, show_checkpoints, hud_turn
.export load_columns, more_columns, log_spawned
.export mode_level_out, mode_level_black, mode_level_load, mode_level_ready, mode_level_fade

.segment "CODE"
.a8
.i16
mode_level_out:
    inc frame_eff
    jsr fade_out
    bcc @end
    lda #MODE_LEVEL_BLACK
    sta game_mode
    stz mode_timer
@end:
    rts

mode_level_black:
    inc frame_eff
    jsr hide_objects
    stz hdma_mirror
    inc mode_timer
    lda mode_timer
    cmp #2
    bne @end
    lda #MODE_LEVEL_LOAD
    sta game_mode
    stz mode_timer
@end:
    rts

; Four turns, so that no one of them is longer than a frame.
mode_level_load:
    inc frame_eff
    A16
    lda mode_timer
    and #$0003
    asl
    tax
    A8
    inc mode_timer
    jmp (steps,x)
steps:
    .word load_state, load_picture, load_columns, load_more_columns

load_state:
    stz fanfare
    stz end_timer
    stz key_timer
    stz appeared
    stz paused
    stz secret
    stz boss
    stz boss_timer
    stz boss_health
    stz credits
    stz key_carried
    stz immune
    jsr choose_entry
    A16
    ldx level_ptr
    lda a:REC_ROOM,x
    sta room
    lda a:REC_SCREENS,x
    xba
    sta level_width
    sec
    sbc #256
    sta cam_max
    lda a:REC_TILES,x
    sta $4302
    lda a:REC_SIZE,x
    sta $4305
    A8
    lda a:REC_SCREENS,x
    sta screens
    lda a:REC_MUSIC,x
    sta music
    lda a:REC_BANK,x
    sta $4304
    ldx #.loword(tile_map)
    stx WMADDL
    stz WMADDH
    ldx #$8000
    stx $4300
    lda #1
    sta MDMAEN
    ldx #$FFFF
    stx dirty_col
    stx dirty_next
    jmp show_checkpoints

load_picture:
    ldx level_ptr
    lda a:REC_THEME,x
    jsr load_theme
    jsr clear_text
    A16
    ldx level_ptr
    lda a:REC_NAME,x
    tax
    A8
    ldy #(VRAM_BG3 + 32*2 + 2)
    jsr print
    lda #1
    sta hud_dirty
    ldx enter_x
    stx p_x
    ldx enter_y
    stx p_y
    jmp camera_jump

; The first column to show, then 16 columns.
load_columns:
    A16
    lda cam_x
    lsr
    lsr
    lsr
    lsr
    sec
    sbc #4
    bpl @positive
    lda #0
@positive:
    sta col_lo
    sta col_hi
    A8
    bra sixteen_columns
load_more_columns:
    jsr more_columns
    lda #MODE_LEVEL_READY
    sta game_mode
    stz mode_timer
    rts

more_columns:
    jsr sixteen_columns
    A16
    dec col_hi          ; from 'next' to 'last'
    A8
    rts

sixteen_columns:
    lda #16
    sta tmp3
@next:
    ldx col_hi
    jsr build_column
    jsr send_column
    A16
    inc col_hi
    A8
    dec tmp3
    bne @next
    rts

; col_buf to video memory at once. Only while the picture is off.
send_column:
    ldx col_addr
    stx VMADDL
    lda #$81
    sta VMAIN
    ldx #$1801
    stx $4300
    ldx #col_buf
    stx $4302
    stz $4304
    ldx #30
    stx $4305
    lda #1
    sta MDMAEN
    ldx #0
    stx col_addr
    rts

mode_level_ready:
    inc frame_eff
    lda mode_timer
    inc mode_timer
    cmp #0
    bne @draw
    jsr player_init
    jmp sprites_init
@draw:
    jsr player_draw
    jsr sprites_draw
    jsr finish_objects
    lda #MODE_LEVEL_FADE
    sta game_mode
    rts

mode_level_fade:
    inc frame_eff
    jsr hud_turn
    jsr fade_in
    bcc @end
    lda #MODE_LEVEL
    sta game_mode
    lda #1
    sta appeared
    lda entry_kind
    beq @entered
    cmp #ENTRY_ROOM
    bne log_spawned
    lda room
    LOG LOG_ROOM
@end:
    rts
@entered:
    LOG LOG_ENTERED, 0
    rts

log_spawned:
    lda respawn_no
    LOG LOG_SPAWNED
    rts
