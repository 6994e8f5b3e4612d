; The cartridge's header and the interrupt vectors. build.py writes the checksum.
.p816
.import reset, nmi, empty_interrupt

.segment "HEADER"
    .byte "SPINLAB TRAINING CART"
    .byte $20           ; LoROM, slow
    .byte $00           ; ROM only
    .byte $08           ; 256 KiB
    .byte $00           ; no save RAM
    .byte $01           ; North America, 60 Hz
    .byte $00           ; no licensee
    .byte $00           ; version
    .word $FFFF, $0000  ; complement, checksum

.segment "VECTORS"
    .word 0, 0
    .word empty_interrupt, empty_interrupt, empty_interrupt, nmi, 0, empty_interrupt
    .word 0, 0
    .word empty_interrupt, 0, empty_interrupt, empty_interrupt, reset, empty_interrupt
