; Power on and reset: a known machine, empty memory, then the main loop.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import main, log_init, upload_static, sound_init
.export reset, empty_interrupt

.segment "CODE"
.a8
.i16
reset:
    sei
    clc
    xce
    rep #$38
    ldx #$01FF
    txs
    lda #$0000
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
    ; the scroll registers and others take two writes
    ldx #$210D
@scroll:
    stz a:$0000,x
    stz a:$0000,x
    inx
    cpx #$2115
    bne @scroll
    lda #$80
    sta VMAIN
    ; all 128 KiB of work RAM to 0, through its port with a fixed source byte
    stz WMADDL
    stz WMADDL+1
    stz WMADDH
    ldx #$8008
    stx $4300
    ldx #.loword(zero)
    stx $4302
    lda #^zero
    sta $4304
    ldx #$0000          ; 64 KiB, twice
    stx $4305
    lda #1
    sta MDMAEN
    stx $4305
    sta MDMAEN
    lda #(VRAM_OBJ >> 13)   ; objects of 8x8 and 16x16
    sta OBSEL
    lda #$39            ; mode 1, layer 3 in front, 16x16 tiles on layers 1 and 2
    sta BGMODE
    lda #(VRAM_BG1 >> 8)
    sta BG1SC
    lda #(VRAM_BG2 >> 8)
    sta BG2SC
    lda #(VRAM_BG3 >> 8)
    sta BG3SC
    stz BG12NBA
    lda #(VRAM_FONT >> 12)
    sta BG34NBA
    lda #$17
    sta TM
    jsr upload_static
    jsr log_init
    jsr sound_init
    lda #MODE_TITLE_LOAD
    sta game_mode
    lda #4
    sta lives
    lda #$80
    sta brightness
    lda #1
    sta ready
    lda #$81            ; vertical blank interrupt, automatic pad reading
    sta NMITIMEN
    jmp main

zero:
    .byte 0

empty_interrupt:
    rti
