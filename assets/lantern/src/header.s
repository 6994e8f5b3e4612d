; The cartridge's header and the interrupt vectors. build.py writes the checksum.
.p816
.import reset, nmi, nothing

.segment "HEADER"
    .byte "LANTERN              "
    .byte $20           ; LoROM, slow
    .byte $00           ; ROM only
    .byte $05           ; 32 KiB
    .byte $00           ; no save RAM
    .byte $01           ; North America, 60 Hz
    .byte $00           ; no licensee
    .byte $00           ; version
    .word $FFFF, $0000  ; complement, checksum

.segment "VECTORS"
    .word 0, 0
    .word nothing, nothing, nothing, nmi, 0, nothing
    .word 0, 0
    .word nothing, 0, nothing, nothing, reset, nothing
