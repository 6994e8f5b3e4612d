; A level from the fade to the first playable frame, and its tile map in work RAM and video memory.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "log.inc"
.include "level_gen.inc"
.import log_event, load_theme, fade_in, fade_out, hide_objects, clear_text, print
.import player_init, player_draw, sprites_init, sprites_draw, finish_objects, camera_jump
.import tile_words, tile_classes
.export mode_level_out, mode_level_black, mode_level_load, mode_level_ready, mode_level_fade
.export tile_at, stream_columns, take_tape_off

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
    stz appeared
    stz paused
    stz secret
    stz boss
    A16
    lda translevel
    and #$00FF
    sta room
    dec
    asl
    tax
    lda f:level_index,x
    sta level_ptr
    tax
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
    ldx #.loword(tile_map)
    stx WMADDL
    stz WMADDH
    ldx #$8000
    stx $4300
    lda #^level_1_tiles
    sta $4304
    lda #1
    sta MDMAEN
    ldx #$FFFF
    stx dirty_col
    lda midway
    beq @end
    jsr take_tape_off
@end:
    rts

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
    ldy #(VRAM_BG3 + 32*1 + 2)
    jsr print
    ldx level_ptr
    ldy #0
    lda midway
    beq @entrance
    ldy #4
@entrance:
    A16
    tya
    clc
    adc level_ptr
    tax
    lda a:REC_SPAWN_X,x
    sta p_x
    lda a:REC_SPAWN_Y,x
    sta p_y
    A8
    jsr camera_jump
    rts

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
    jsr sixteen_columns
    A16
    dec col_hi          ; from 'next' to 'last'
    A8
    lda #MODE_LEVEL_READY
    sta game_mode
    stz mode_timer
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
    jsr fade_in
    bcc @end
    lda #MODE_LEVEL
    sta game_mode
    lda #1
    sta appeared
    lda entry_kind
    bne @spawned
    LOG LOG_ENTERED, 0
@end:
    rts
@spawned:
    lda midway
    LOG LOG_SPAWNED
    rts

; In: X = column. Builds the visible rows in col_buf and sets col_addr.
build_column:
    A16
    txa
    and #$001F
    clc
    adc #(VRAM_BG1 + 12*32)
    sta col_addr
    txa
    and #$000F
    sta tmp0
    txa
    lsr
    lsr
    lsr
    lsr
    asl
    tax
    cpx #64
    bcc @inside
    A8                  ; right of every level: never seen
    rts
.a16
@inside:
    lda f:screen_offsets,x
    clc
    adc tmp0
    adc #(.loword(tile_map) + 12*16)
    sta ptr
    A8
    lda #^tile_map
    sta ptr+2
    A16
    .repeat 15, I
    ldy #I*16
    lda [ptr],y
    and #$00FF
    asl
    tax
    lda f:tile_words,x
    sta col_buf + I*2
    .endrepeat
    A8
    rts

; While the level scrolls: at most one column per turn, or one with a changed tile.
stream_columns:
    A16
    lda cam_x
    lsr
    lsr
    lsr
    lsr
    tay
    clc
    adc #20
    cmp col_hi
    bcc @left
    beq @left
    ldx col_hi
    inx
    stx col_hi
    txa
    sec
    sbc #31
    bmi @low_ok
    cmp col_lo
    bcc @low_ok
    sta col_lo
@low_ok:
    A8
    jmp build_column
.a16
@left:
    tya
    sec
    sbc #3
    bmi @dirty
    cmp col_lo
    bcs @dirty
    ldx col_lo
    dex
    stx col_lo
    txa
    clc
    adc #31
    cmp col_hi
    bcs @high_ok
    sta col_hi
@high_ok:
    A8
    jmp build_column
.a16
@dirty:
    ldx dirty_col
    cpx #$FFFF
    beq @end
    lda #$FFFF
    sta dirty_col
    A8
    jmp build_column
@end:
    A8
    rts

; In: probe_x, probe_y in pixels. Out: A = class, probe_tile = value. Keeps Y. Outside of the level is air.
tile_at:
    A16
    lda probe_y
    bmi @air
    cmp #ROWS*16
    bcs @air
    and #$FFF0
    sta tmp0
    lda probe_x
    bmi @air
    cmp level_width
    bcs @air
    lsr
    lsr
    lsr
    lsr
    sta tmp1
    and #$000F
    clc
    adc tmp0
    sta tmp0
    lda tmp1
    lsr
    lsr
    lsr
    and #$FFFE
    tax
    lda f:screen_offsets,x
    clc
    adc tmp0
    tax
    A8
    lda f:tile_map,x
    sta probe_tile
    A16
    and #$00FF
    tax
    A8
    lda f:tile_classes,x
    rts
@air:
    A8
    lda #$25
    sta probe_tile
    lda #CLASS_AIR
    rts

; The tape is gone: its tile becomes a part of the gate, on the map and soon on the screen.
take_tape_off:
    ldx level_ptr
    A16
    lda a:REC_TAPE_COLUMN,x
    sta dirty_col
    lda a:REC_TAPE_OFFSET,x
    tax
    A8
    lda #TILE_TAPE_TAKEN
    sta f:tile_map,x
    rts

screen_offsets:
    .repeat 32, I
    .word I * SCREEN_SIZE
    .endrepeat
