; The vertical blank: show the finished turn, read the pad, count.
;
; Emulators hand out their memory at line 225 (snes9x) or line 241 (bsnes). The count and the next turn come after both,
; so a snapshot always shows a turn together with the count that it was played under.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import palettes, gradient
.export nmi

FROM = $7E0000          ; the variables from data bank 0

.segment "CODE"
nmi:
    rep #$30
    .a16
    .i16
    pha
    phx
    phy
    phb
    A8
    phk
    plb
    lda RDNMI
    lda f:FROM+ready
    bne show
    A16                 ; the turn before is not finished: a lag frame
    lda f:log_lag
    inc
    sta f:log_lag
    A8
    jmp count

show:
    stz OAMADDL
    stz OAMADDL+1
    ldx #$0400          ; one byte to OAMDATA
    stx $4300
    ldx #oam
    stx $4302
    lda #$7E
    sta $4304
    ldx #544
    stx $4305
    lda #1
    sta MDMAEN

    lda #$80
    sta VMAIN
    ldx #VRAM_BG3       ; all letters
    stx VMADDL
    ldx #$1801
    stx $4300
    ldx #text
    stx $4302
    ldx #(32 * 28 * 2)
    stx $4305
    lda #1
    sta MDMAEN

    A16
    lda f:FROM+cell_at
    beq @no_cell
    sta VMADDL
    lda f:FROM+cell_word
    sta VMDATAL
    lda #0
    sta f:FROM+cell_at
@no_cell:
    A8
    lda f:FROM+palette
    beq @no_palette
    dec
    A16
    and #$00FF
    xba
    asl                 ; theme * 512
    adc #.loword(palettes)
    sta $4302
    lda #512
    sta $4305
    A8
    stz $4304
    stz CGADD
    ldx #$2200
    stx $4300
    lda #1
    sta MDMAEN
    lda #0
    sta f:FROM+palette
@no_palette:
    ldx #$2103          ; channel 1: the gradient, colour 0 line by line
    stx $4310
    ldx #.loword(gradient)
    stx $4312
    stz $4314
    ldx #$2601          ; channel 2: the window of the light
    stx $4320
    A16
    lda f:FROM+light_at
    sta $4322
    A8
    lda #$7E
    sta $4324
    lda f:FROM+hdma_on
    sta HDMAEN
    and #HDMA_LIGHT
    beq @no_light
    lda #$A1            ; less of the maze and of what is behind it
@no_light:
    sta CGADSUB
    lda f:FROM+bright
    sta INIDISP
@reading:
    lda HVBJOY
    lsr
    bcs @reading
    A16
    lda JOY1L
    sta f:FROM+raw
    A8
    lda #0
    sta f:FROM+ready

count:
@wait:
    lda STAT78          ; the next read of OPVCT is the low byte
    lda SLHV
    lda OPVCT
    cmp #225
    bcc @go             ; below 225: late, or past line 255
    cmp #243
    bcc @wait
@go:
    A16
    lda f:log_nmi
    inc
    sta f:log_nmi
    bne @no_carry
    lda f:log_nmi+2
    inc
    sta f:log_nmi+2
@no_carry:
    plb
    ply
    plx
    pla
    rti
