; Sound: the program goes to the sound processor at power on; after that it is told and never asked.
;
; Nothing that the sound processor answers gets into work RAM, and no turn waits for it: the same inputs give the same
; memory whatever its speed.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "sound_gen.inc"
.export sound_init, sound_turn

PATIENCE = $4000        ; looks at a port before the sound processor is given up

.segment "SOUND"
sound_program:
    .incbin "sound.bin"
sound_program_end:

.segment "CODE"
.a8
.i16
; Its boot program takes bytes by the ports: $2141 the byte, $2140 its number, which it sends back when it has it.
; Without an answer there is no sound, and all else is as ever.
sound_init:
    ldy #PATIENCE
    ldx #$BBAA          ; ready
@ready:
    cpx APU0
    beq @begin
    dey
    bne @ready
    rts
@begin:
    ldx #SOUND_ORIGIN
    stx APU2
    lda #1
    sta APU1
    lda #$CC
    jsr answered
    bcc @end
    ldx #0
@next:
    lda f:sound_program,x
    sta APU1
    txa
    jsr answered
    bcc @end
    inx
    cpx #(sound_program_end - sound_program)
    bne @next
    ldx #SOUND_ORIGIN
    stx APU2
    stz APU1
    lda #<(sound_program_end - sound_program + 1)
    ora #1              ; further than the next byte would be, and never 0
    jsr answered
    stz APU3            ; the program is running: no tune, no effect so far
@end:
    rts

; In: A = what goes into $2140. Out: carry set when it came back. Keeps X.
answered:
    ldy #PATIENCE
    sta APU0
@look:
    cmp APU0
    beq @yes
    dey
    bne @look
    clc
    rts
@yes:
    sec
    rts

; At the end of each turn. The number is written before the count, so the count never announces an old number.
sound_turn:
    lda music
    cmp music_sent
    beq @same
    sta music_sent
    inc music_count
@same:
    lda sound
    beq @quiet
    sta sound_sent
    stz sound
    inc sound_count
@quiet:
    lda music_sent
    sta APU0
    lda sound_sent
    sta APU2
    lda music_count
    sta APU1
    lda sound_count
    sta APU3
    rts
