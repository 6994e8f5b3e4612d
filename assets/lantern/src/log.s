; The witness: a ring of 64 entries that the game writes at the moment when something happens.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.export log_init, log_event

.segment "CODE"
.a8
.i16
; The four letters; everything else is 0 since power on.
log_init:
    A16
    lda #('L' | 'L' << 8)
    sta f:log_magic
    lda #('O' | 'G' << 8)
    sta f:log_magic+2
    A8
    rts

; In: A = kind, B (the accumulator's high byte) = argument. Keeps X and Y.
log_event:
    phx
    phy
    A16
    pha
    lda f:log_total
    and #63
    asl
    asl
    asl
    tax
    pla
    sta f:log_ring,x    ; kind, argument
    lda f:stage
    sta f:log_ring+2,x
    lda f:log_nmi
    sta f:log_ring+4,x
    lda f:log_nmi+2
    sta f:log_ring+6,x
    lda f:log_total
    inc
    sta f:log_total
    A8
    ply
    plx
    rts
