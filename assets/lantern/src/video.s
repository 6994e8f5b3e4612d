; Pictures of the maze on layer 1.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gen.inc"
.import tile_words, bits
.export draw_picture, draw_map, show_cell

.segment "CODE"
.a8
.i16
; In: X = 16 x 14 tiles in ROM, the whole picture. Only while there is no picture.
draw_picture:
    A16
    lda #VRAM_BG1
    sta tmp2
    A8
    ldy #14
@row:
    phy
    A16
    lda tmp2
    sta f:VMADDL
    clc
    adc #32
    sta tmp2
    A8
    ldy #16
@cell:
    lda f:$0000,x
    phx
    jsr tile_word
    .a16
    sta f:VMDATAL
    A8
    plx
    inx
    dey
    bne @cell
    ply
    dey
    bne @row
    rts

; The maze below a dark row. Only while there is no picture.
draw_map:
    A16
    lda #VRAM_BG1
    sta f:VMADDL
    lda #WORD_dark
    ldy #16
@dark:
    sta f:VMDATAL
    dey
    bne @dark
    lda #VRAM_BG1 + 32
    sta tmp2
    A8
    ldx #0
@row:
    A16
    lda tmp2
    sta f:VMADDL
    clc
    adc #32
    sta tmp2
    A8
@cell:
    lda map,x
    phx
    jsr tile_word
    .a16
    sta f:VMDATAL
    A8
    plx
    inx
    txa
    and #$0F
    bne @cell
    cpx #208
    bne @row
    rts

; In: X = cell of the maze. It is drawn anew in the next vertical blank.
show_cell:
    lda map,x
    phx
    jsr tile_word
    .a16
    sta cell_word
    pla                 ; row * 16 + column
    sta tmp2
    and #$00F0
    asl
    sta tmp4
    lda tmp2
    and #$000F
    ora tmp4
    clc
    adc #VRAM_BG1 + 32
    sta cell_at
    A8
    rts

; In: A = tile. Out: A, 16 bits wide = its word for the layer.
tile_word:
    .a8
    cmp #T_LANTERN
    bcc @plain
    and #$0F
    A16
    and #$00FF
    asl
    tax
    lda f:bits,x
    and f:lamps
    beq @unlit
    lda #WORD_lantern_lit
    rts
@unlit:
    lda #WORD_lantern_dark
    rts
@plain:
    A16
    and #$00FF
    asl
    tax
    lda f:tile_words,x
    rts
