; What the overworld looks like: the painted picture, waves below it, the figure on its way, a star for each finished level.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.include "map_gen.inc"
.import load_screen, run_vram_dma, put_object, finish_objects
.export map_show, map_draw

VRAM_MAP_TILES = VRAM_BG2 + $400    ; right behind the map of layer 2
MAP_BGMODE     = $09                ; mode 1, layer 3 in front, 8x8 tiles
MAP_BG12NBA    = (VRAM_BG2 >> 12) * $11
FOOT_X         = 8                  ; the way is the middle of the figure's feet
FOOT_Y         = 14
STAR_Y         = 10
PLACES         = 16

.segment "OVERWORLD"
map_tiles:
    .incbin "map_tiles.bin"
map_tiles_end:
map_picture:
    .incbin "map_picture.bin"
map_waves:
    .incbin "map_waves.bin"
map_palettes:
    .incbin "map_palettes.bin"
map_palettes_end:
sky_sea:
    .incbin "sky_sea.bin"

.segment "CODE"
.a8
.i16
; After load_theme, which gives the objects' colours and takes back what is different here. Only while the picture is off.
map_show:
    lda #MAP_BGMODE
    sta BGMODE
    lda #MAP_BG12NBA
    sta BG12NBA
    lda #16             ; from palette 1: palette 0 is for the letters
    sta CGADD
    ldx #$2200
    stx $4300
    ldx #.loword(map_palettes)
    stx $4302
    lda #^map_palettes
    sta $4304
    ldx #(map_palettes_end - map_palettes)
    stx $4305
    lda #1
    sta MDMAEN
    ldx #.loword(sky_sea)
    stx $4372
    lda #^sky_sea
    sta $4374
    ldx #.loword(map_tiles)
    stx $4302
    ldx #VRAM_MAP_TILES
    stx VMADDL
    ldx #(map_tiles_end - map_tiles)
    stx $4305
    jsr run_vram_dma
    ldx #.loword(map_waves)
    stx $4302
    ldx #VRAM_BG2
    stx VMADDL
    ldx #2048
    stx $4305
    jsr run_vram_dma
    ldx #.loword(map_picture)
    jmp load_screen

; A turn's picture: waves drift, the figure walks on, finished places have their star.
map_draw:
    lda frame_eff
    and #$07
    bne @calm
    A16
    dec bg2_x
    A8
@calm:
    jsr walk
    jsr draw_figure
    jsr draw_stars
    jmp finish_objects

; One point of the way per turn, two or three when the place is further.
walk:
    A16
    lda cursor
    .repeat 3
    asl
    .endrepeat
    sec
    sbc map_walk
    beq @there
    bmi @back
    cmp #(MAP_STEPS + 1)
    A8
    stz map_facing
    A16
    bcc @one_on
    inc map_walk
    cmp #(2 * MAP_STEPS + 1)
    bcc @one_on
    inc map_walk
@one_on:
    inc map_walk
    bra @there
@back:
    cmp #.loword(-MAP_STEPS)
    A8
    lda #$40
    sta map_facing
    A16
    bcs @one_back
    dec map_walk
@one_back:
    dec map_walk
@there:
    A8
    rts

.assert MAP_STEPS = 8, error, "walk multiplies by 8"

; It nods where it stands and runs where it walks.
draw_figure:
    ldx map_walk
    A16
    lda f:way_x,x
    and #$00FF
    sec
    sbc #FOOT_X
    sta tmp0
    lda f:way_y,x
    and #$00FF
    sec
    sbc #FOOT_Y
    sta tmp1
    lda cursor
    asl
    asl
    asl
    eor map_walk
    A8
    beq @stands
    lda map_walk
    lsr
    A16
    and #$0003
    tax
    A8
    lda f:walk_poses,x
    bra @put
@stands:
    stz map_facing
    lda frame_eff
    and #$10
    beq @up
    A16
    inc tmp1
    A8
@up:
    lda #OBJ_player_idle
@put:
    pha
    lda #OBJATTR_player_idle
    ora map_facing
    xba
    pla
    ldy #0
    jmp put_object

draw_stars:
    ldx map_done
    stx tmp3
    ldy #1
@star:
    A16
    lsr tmp3
    bcc @not_yet
    tyx
    lda f:star_x-1,x
    and #$00FF
    sta tmp0
    lda f:star_y-1,x
    and #$00FF
    bra @put
@not_yet:
    lda #$0100          ; out of sight
@put:
    sta tmp1
    A8
    lda #OBJATTR_star
    xba
    lda #OBJ_star
    jsr put_object
    iny
    cpy #(PLACES + 1)
    bne @star
    rts

walk_poses:
    .byte OBJ_player_run1, OBJ_player_idle, OBJ_player_run2, OBJ_player_idle
way_x:
    .byte MAP_WAY_X
way_y:
    .byte MAP_WAY_Y
    .byte 0             ; way and stars are read as words
star_x:
    .byte MAP_STAR_X
star_y:
    .byte MAP_STAR_Y
    .byte 0
