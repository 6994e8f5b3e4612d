; The pad to speed.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "sound_gen.inc"
.export steer, jump_and_gravity, gravity

.segment "CODE"
.a8
.i16
; --- speed along x -------------------------------------------------------------------------------
steer:
    A16
    lda #WALK_MAX
    sta tmp0            ; top speed
    lda pad_held
    and #PAD_Y
    beq @walk
    lda #RUN_MAX
    sta tmp0
@walk:
    lda pad_held
    and #(PAD_LEFT | PAD_RIGHT)
    cmp #PAD_RIGHT
    beq @right
    cmp #PAD_LEFT
    beq @left
    lda p_xspd16        ; none or both: roll out
    bmi @rolling_left
    jsr slow_down
    sta p_xspd16
    bra @end
@rolling_left:
    jsr negate
    jsr slow_down
    jsr negate
    sta p_xspd16
    bra @end
@right:
    jsr face
    lda p_xspd16
    jsr speed_up
    sta p_xspd16
    bra @end
@left:
    jsr face
    lda p_xspd16
    jsr negate
    jsr speed_up
    jsr negate
    sta p_xspd16
@end:
    A8
    rts

.a16
; 1 for right, 0 for left, from the pad's two bits.
face:
    A8
    and #PAD_RIGHT
    sta facing
    A16
    rts

negate:
    eor #$FFFF
    inc
    rts

; A = speed towards the pad, may be negative.
speed_up:
    bmi @turn
    cmp tmp0
    beq @same
    bcs @too_fast
    adc #ACCEL
    cmp tmp0
    bcc @same
    lda tmp0
@same:
    rts
@turn:
    clc
    adc #TURN
    rts
@too_fast:
    pha
    lda in_air          ; keep the speed of the run while in the air
    and #$00FF
    bne @keep
    pla
    sec
    sbc #FRICTION
    cmp tmp0
    bcs @same
    lda tmp0
    rts
@keep:
    pla
    rts

; A = speed, not negative.
slow_down:
    pha
    lda in_air
    and #$00FF
    bne @air
    pla
    sec
    sbc #FRICTION
    bra @floor
@air:
    pla
    sec
    sbc #FRICTION_AIR
@floor:
    bpl @end
    lda #0
@end:
    rts

; --- speed along y -------------------------------------------------------------------------------
.a8
jump_and_gravity:
    lda in_air
    bne gravity
    lda pad_new
    bpl gravity         ; bit 7: B or A
    lda p_xspd
    bpl @right
    eor #$FF
    inc
@right:
    cmp #RUN_JUMP_FROM
    lda #(256 - JUMP)
    bcc @set
    lda #(256 - JUMP_RUN)
@set:
    sta p_yspd
    lda #$0B
    sta in_air
    lda #SOUND_JUMP
    sta sound
gravity:
    lda p_yspd
    bpl @full
    bit pad_held
    bpl @full
    clc
    adc #GRAVITY_HELD
    sta p_yspd
    rts
@full:
    clc
    adc #GRAVITY
    bmi @set
    cmp #FALL_MAX
    bcc @set
    lda #FALL_MAX
@set:
    sta p_yspd
    rts
