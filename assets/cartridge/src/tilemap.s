; The tile map of the level: looked up in work RAM, shown column by column in video memory.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.import tile_words, tile_classes
.export build_column, stream_columns, tile_at, change_tile, changed_column

.segment "CODE"
.a8
.i16
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
    lda dirty_next
    sta dirty_col
    lda #$FFFF
    sta dirty_next
    cpx col_lo          ; another column is in its place: it will be built when it comes
    bcc @end
    cpx col_hi
    beq @shown
    bcs @end
@shown:
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
    stx probe_at
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

; The tile that tile_at found becomes the one in A, on the map and soon on the screen. Its column is probe_x's.
change_tile:
    ldx probe_at
    sta f:tile_map,x
    A16
    lda probe_x
    lsr
    lsr
    lsr
    lsr
    tax
    A8
; In: X = column with a changed tile.
changed_column:
    ldy dirty_col
    cpy #$FFFF
    bne @second
    stx dirty_col
    rts
@second:
    stx dirty_next
    rts

screen_offsets:
    .repeat 32, I
    .word I * SCREEN_SIZE
    .endrepeat
