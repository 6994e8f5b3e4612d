; Title and level select.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.include "level_gen.inc"
.import load_theme, load_screen, fade_in, fade_out, hide_objects, put_object, finish_objects
.import clear_text, print, print_row
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
    ldx #text_about
    ldy #(VRAM_BG3 + 32*11 + 7)
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
    jsr show_name
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
    cmp #LEVELS-1
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
    jsr show_name
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
    ldy #1              ; a star below each level that was finished since power on
    lda map_done
    sta tmp3
@star:
    A16
    tya
    dec
    asl
    tax
    lda f:node_x,x
    sta tmp0
    lda f:node_y,x
    clc
    adc #36
    sta tmp1
    A8
    lsr tmp3
    bcs @done
    lda #1
    sta tmp1+1          ; not yet: out of sight
@done:
    lda #OBJATTR_star
    xba
    lda #OBJ_star
    jsr put_object
    iny
    cpy #4
    bne @star
    jmp finish_objects

show_name:
    A16
    lda cursor
    and #$00FF
    asl
    tax
    lda f:level_rows,x
    tax
    A8
    ldy #(VRAM_BG3 + 32*20)
    jmp print_row

node_x:
    .word 32, 112, 208
node_y:
    .word 96, 96, 96
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
text_select:
    .byte "CHOOSE A LEVEL", 0
