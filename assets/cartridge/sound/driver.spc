; The sound program: four voices of music and one of effects, each a list of notes.
;
; From the game, by the four ports: $F4 number of the tune, $F5 one more with each new tune, $F6 number of the effect,
; $F7 one more with each effect. Nothing is answered.
;
; A list: 0 end (again from the loop point, or silence), 1 to $5F note and ticks, $60 rest and ticks, $70 to $77
; instrument, note + $80 and ticks: the pitch only, the tone goes on. A tick is 16 ms.

tune_seen = $00
sound_seen = $01
list = $02              ; 2 bytes: where the voice at work reads
keys_on = $04
keys_off = $05
noisy = $06             ; voices that are noise
volume = $07
fading = $08
list_low = $10          ; by voice
list_high = $18         ; 0: the voice is silent
loop_low = $20
loop_high = $28
ticks_left = $30

VOICES = 5
MUSIC_VOICES = 4
EFFECT = 4              ; the voice of the effects
FULL = $48
NOISE_CLOCK = $1D

    clrp
    mov x, #$EF
    mov sp, x
    mov x, #0
setup:
    mov a, !registers+x
    cmp a, #$FF
    beq set
    mov $F2, a
    mov a, !registers+1+x
    mov $F3, a
    inc x
    inc x
    bra setup
set:
    mov $FA, #128       ; a tick every 128 / 8000 s
    mov $F1, #$01
    mov x, #$3F
    mov a, #0
clear:
    mov $00+x, a
    dec x
    bne clear
    mov tune_seen, a

main:
    mov a, $F5
    cmp a, tune_seen
    beq no_tune
    mov tune_seen, a
    mov a, $F4
    call !begin_tune
no_tune:
    mov a, $F7
    cmp a, sound_seen
    beq no_sound
    mov sound_seen, a
    mov a, $F6
    call !begin_sound
no_sound:
    mov a, $FD          ; ticks since the last look
    beq main
    call !tick
    bra main

; In: a = number of the tune.
begin_tune:
    cmp a, #TUNE_NUMBERS
    bcs no_such_tune
    mov x, a
    mov a, !tune_heads+x
    cmp a, #FADE
    beq fade
    cmp a, #UNKNOWN
    beq no_such_tune
    mov y, a            ; the tune's lists: start and loop point of each voice
    mov x, #0
each_list:
    mov a, !heads+y
    mov list_low+x, a
    inc y
    mov a, !heads+y
    mov list_high+x, a
    inc y
    mov a, !heads+y
    mov loop_low+x, a
    inc y
    mov a, !heads+y
    mov loop_high+x, a
    inc y
    mov a, #2           ; a tick after the keys are let go
    mov ticks_left+x, a
    inc x
    cmp x, #MUSIC_VOICES
    bne each_list
    mov keys_off, #$0F
    mov fading, #0
    mov volume, #FULL
    bra set_volume
fade:
    mov fading, #1
no_such_tune:
    ret

set_volume:
    mov a, volume
    mov $F2, #$0C
    mov $F3, a
    mov $F2, #$1C
    mov $F3, a
    ret

; In: a = number of the effect.
begin_sound:
    cmp a, #0
    beq no_such_sound
    cmp a, #SOUND_NUMBERS
    bcs no_such_sound
    mov y, a
    mov a, !sound_low+y
    mov list_low+EFFECT, a
    mov a, !sound_high+y
    mov list_high+EFFECT, a
    mov loop_high+EFFECT, #0
    mov ticks_left+EFFECT, #1
no_such_sound:
    ret

tick:
    mov $F2, #$5C       ; keys let go in the tick before may be pressed again
    mov $F3, #0
    mov keys_on, #0
    mov a, fading
    beq voices
    mov a, volume
    beq silent
    dec volume
    dec volume
    call !set_volume
    bra voices
silent:
    mov fading, a       ; the tune ends; effects are heard again
    mov list_high+0, a
    mov list_high+1, a
    mov list_high+2, a
    mov list_high+3, a
    mov keys_off, #$0F
    mov volume, #FULL
    call !set_volume
voices:
    mov x, #0
voice:
    mov a, list_high+x
    beq next_voice
    dec ticks_left+x
    bne next_voice
    mov list+1, a
    mov a, list_low+x
    mov list, a
    mov y, #0
read:
    mov a, [list]+y
    inc y
    cmp a, #0
    beq end
    bmi bend
    cmp a, #$70
    bcs instrument
    cmp a, #$60
    beq rest
    call !set_pitch
    mov a, !voice_bits+x
    or a, keys_on
    mov keys_on, a
wait:
    mov a, [list]+y
    inc y
    mov ticks_left+x, a
    mov a, y
    clrc
    adc a, list
    mov list_low+x, a
    mov a, list+1
    adc a, #0
    mov list_high+x, a
next_voice:
    inc x
    cmp x, #VOICES
    bne voice
    mov $F2, #$5C
    mov a, keys_off
    mov $F3, a
    mov keys_off, #0
    mov $F2, #$4C
    mov a, keys_on
    mov $F3, a
    ret

bend:
    and a, #$7F
    call !set_pitch
    bra wait

rest:
    call !let_go
    bra wait

instrument:
    call !set_instrument
    bra read

end:
    mov a, loop_high+x
    beq stop
    mov list+1, a
    mov a, loop_low+x
    mov list, a
    mov y, #0
    bra read
stop:
    mov list_high+x, a
    call !let_go
    bra next_voice

; In: x = voice, as in all that follows.
let_go:
    mov a, !voice_bits+x
    or a, keys_off
    mov keys_off, a
    ret

; In: a = note. Keeps y.
set_pitch:
    push y
    mov y, a
    mov a, !pitch_low+y
    push a
    mov a, !pitch_high+y
    mov y, a
    mov a, x
    xcn a
    or a, #$02
    mov $F2, a
    pop a
    mov $F3, a
    inc $F2
    mov $F3, y
    pop y
    ret

; In: a = instrument + $70. Keeps y.
set_instrument:
    push y
    and a, #$07
    asl a
    asl a
    asl a
    mov y, a
    mov a, x
    xcn a
    mov $F2, a
    mov a, !instruments+y
    mov $F3, a          ; volume left and right
    inc $F2
    mov $F3, a
    inc $F2
    inc $F2
    inc $F2
    mov a, !instruments+1+y
    mov $F3, a          ; sample
    inc $F2
    mov a, !instruments+2+y
    mov $F3, a          ; envelope
    inc $F2
    mov a, !instruments+3+y
    mov $F3, a
    mov a, !instruments+4+y
    beq tone
    mov a, !voice_bits+x
    or a, noisy
    bra noise_set
tone:
    mov a, !voice_bits+x
    eor a, #$FF
    and a, noisy
noise_set:
    mov noisy, a
    mov $F2, #$3D
    mov $F3, a
    pop y
    ret

voice_bits:
    .byte $01, $02, $04, $08, $10

registers:              ; of the sound chip, and what they get
    .byte $6C, $20 + NOISE_CLOCK    ; running, no echo
    .byte $0C, FULL, $1C, FULL, $2C, 0, $3C, 0
    .byte $5D, SAMPLES_PAGE
    .byte $2D, 0, $3D, 0, $4D, 0
    .byte $5C, $FF, $5C, 0
    .byte $FF
