; The vertical blank: show the finished turn, read the pad, count.
;
; Emulators hand their picture and their memory out at line 225 (snes9x) or line 241 (bsnes). The handler lets nothing
; change between the two lines except the pad and the flag, and counts after them, so that one turn of the main loop and
; the interrupt that it belongs to are always seen together: an entry of the log has the count that the first snapshot
; with this entry has, in either.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.export nmi

.segment "CODE"
.a8
.i16
nmi:
    rep #$30
    pha
    phx
    phy
    phb
    phd
    lda #$0000
    tcd
    A8
    phk
    plb
    lda RDNMI
    lda ready
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
    stz $4304
    ldx #544
    stx $4305
    lda #1
    sta MDMAEN

    ldx col_addr
    beq @no_column
    stx VMADDL
    lda #$81            ; down the map: 32 words further after each
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
@no_column:
    lda #$80
    sta VMAIN
    ldx row_addr
    beq @no_row
    stx VMADDL
    ldx #$1801
    stx $4300
    ldx #row_buf
    stx $4302
    stz $4304
    ldx #64
    stx $4305
    lda #1
    sta MDMAEN
    ldx #0
    stx row_addr
@no_row:
    lda cam_x
    sta BG1HOFS
    lda cam_x+1
    sta BG1HOFS
    A16
    lda cam_y
    dec                 ; the first line of the picture is line 1
    A8
    sta BG1VOFS
    xba
    sta BG1VOFS
    lda bg2_x
    sta BG2HOFS
    lda bg2_x+1
    sta BG2HOFS
    A16
    lda bg2_y
    dec
    A8
    sta BG2VOFS
    xba
    sta BG2VOFS
    stz BG3HOFS
    stz BG3HOFS
    lda #$FF
    sta BG3VOFS
    sta BG3VOFS
    lda hdma_mirror
    sta HDMAEN
    lda brightness
    sta INIDISP

@reading:
    lda HVBJOY
    lsr
    bcs @reading
    ldx JOY1L
    stx raw_pad
    stz ready

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
    rep #$30
    pld
    plb
    ply
    plx
    pla
    rti
