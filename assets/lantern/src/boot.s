; Power on and reset: a known machine, empty memory, then the main loop.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import main, log_init, set_state
.import tiles, tiles_end, objects, objects_end, font, font_end
.export reset, nothing

WOBJSEL  = $2125
DARKNESS = 4            ; of 31, taken from each colour

.segment "CODE"
.a8
.i16
reset:
    sei
    clc
    xce
    rep #$38
    ldx #STACK
    txs
    .a16
    lda #DIRECT
    tcd
    A8
    phk
    plb
    lda #$8F
    sta INIDISP
    stz NMITIMEN
    stz HDMAEN
    stz MEMSEL
    lda #$FF
    sta WRIO
    ldx #$2101
@ppu:
    stz a:$0000,x
    inx
    cpx #$2134
    bne @ppu
    ldx #$210D          ; these take two writes
@scroll:
    stz a:$0000,x
    stz a:$0000,x
    inx
    cpx #$2115
    bne @scroll
    lda #$80
    sta VMAIN
    ; all of work RAM to 0, through its port with a fixed source byte
    stz WMADDL
    stz WMADDL+1
    stz WMADDH
    ldx #$8008
    stx $4300
    ldx #.loword(zero)
    stx $4302
    stz $4304
    ldx #$0000          ; 64 KiB, twice
    stx $4305
    lda #1
    sta MDMAEN
    stx $4305
    sta MDMAEN
    lda #(VRAM_OBJ >> 13)   ; objects of 8x8 and 16x16
    sta OBSEL
    lda #$19            ; mode 1, layer 3 in front, 16x16 tiles on layer 1
    sta BGMODE
    lda #(VRAM_BG1 >> 8)
    sta BG1SC
    lda #(VRAM_BG3 >> 8)
    sta BG3SC
    stz BG12NBA
    lda #(VRAM_FONT >> 12)
    sta BG34NBA
    lda #$15
    sta TM
    lda #$20            ; window 1 says where colours are changed: outside
    sta WOBJSEL
    sta CGWSEL
    lda #$E0 | DARKNESS
    sta COLDATA
    lda #$FF            ; the first line of the picture is line 1
    sta BG1VOFS
    sta BG1VOFS
    sta BG3VOFS
    sta BG3VOFS

    ldx #$1801
    stx $4300
    stz $4304
    ldx #VRAM_TILES
    ldy #.loword(tiles)
    lda #0
    jsr upload
    ldx #VRAM_OBJ
    ldy #.loword(objects)
    lda #1
    jsr upload
    ldx #VRAM_FONT
    ldy #.loword(font)
    lda #2
    jsr upload

    lda #$7E
    pha
    plb
    jsr log_init
    A16
    lda #FIRST_TURN
    sta turns
    A8
    lda #$80
    sta bright
    lda #TITLE_LOAD
    jsr set_state
    lda #1
    sta ready
    lda #$81            ; vertical blank interrupt, automatic pad reading
    sta f:NMITIMEN
    jmp main

; In: X = where to in video memory, Y = source, A = which length.
upload:
    stx VMADDL
    sty $4302
    A16
    and #$00FF
    asl
    tax
    lda f:lengths,x
    sta $4305
    A8
    lda #1
    sta MDMAEN
    rts

lengths:
    .word tiles_end - tiles, objects_end - objects, font_end - font

zero:
    .byte 0

nothing:
    rti
