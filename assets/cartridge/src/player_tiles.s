; The player against the tiles: walls, floor, ceiling, and what a touch does.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import tile_at, kill_player, press_switch, look_for_ways
.import take_tape, touch_goal, touch_secret, touch_orb, touch_key, touch_keyhole, take_lamp, take_coin, take_power
.export against_walls, against_floor_and_ceiling, touch_tiles, class_at

BODY_LEFT   = 2
BODY_RIGHT  = 13
FOOT_LEFT   = 4
FOOT_RIGHT  = 11

.segment "CODE"
.a8
.i16
; --- place against tiles -------------------------------------------------------------------------
against_walls:
    lda p_xspd
    beq @end
    bmi @left
    ldx #BODY_RIGHT
    jsr wall_at
    bcc @end
    A16
    lda probe_x
    and #$FFF0
    sec
    sbc #BODY_RIGHT+1
    bra @stop
.a8
@left:
    ldx #BODY_LEFT
    jsr wall_at
    bcc @end
    A16
    lda probe_x
    ora #$000F
    sec
    sbc #BODY_LEFT-1
@stop:
    sta p_x
    stz p_xspd16
    A8
    stz p_xsub
@end:
    rts

; In: X = distance from p_x. Out: carry set when there is something solid at the height of the head or the knees.
.a8
wall_at:
    A16
    txa
    clc
    adc p_x
    sta probe_x
    lda p_y
    clc
    adc #4
    sta probe_y
    A8
    jsr tile_at
    cmp #CLASS_SOLID
    beq @wall
    A16
    lda p_y
    clc
    adc #13
    sta probe_y
    A8
    jsr tile_at
    cmp #CLASS_SOLID
    beq @wall
    clc
    rts
@wall:
    sec
    rts

against_floor_and_ceiling:
    lda p_yspd
    bpl @falling
    ldy #1
    ldx #FOOT_LEFT
    jsr class_at
    cmp #CLASS_SOLID
    beq @bump
    ldy #1
    ldx #FOOT_RIGHT
    jsr class_at
    cmp #CLASS_SOLID
    beq @bump
    lda #$0B
    sta in_air
    rts
@bump:
    A16
    lda probe_y
    ora #$000F          ; the ceiling's last line
    sta p_y
    A8
    stz p_ysub
    stz p_yspd
    lda #$0B
    sta in_air
    rts

@falling:
    ldx #FOOT_LEFT
    jsr floor_at
    bcs @land
    ldx #FOOT_RIGHT
    jsr floor_at
    bcs @land
    lda #$24
    sta in_air
    rts
@land:
    A16
    lda probe_y
    and #$FFF0
    sec
    sbc #16
    sta p_y
    A8
    stz p_ysub
    stz p_yspd
    stz in_air
    rts

; In: X = distance from p_x. Out: carry set when the feet are in the upper part of something to stand on.
floor_at:
    ldy #16
    jsr class_at
    cmp #CLASS_SOLID
    beq @solid
    cmp #CLASS_LEDGE
    beq @ledge
    cmp #CLASS_SPIKES
    beq @solid
    clc
    rts
@ledge:
    lda probe_y         ; only from above: not deeper than one frame of falling
    and #$0F
    cmp #5
    bra @depth
@solid:
    lda probe_y
    and #$0F
    cmp #9
@depth:
    bcs @no
    sec
    rts
@no:
    clc
    rts

; In: X, Y = distance from p_x, p_y. Out: A = class of the tile there.
class_at:
    A16
    txa
    clc
    adc p_x
    sta probe_x
    tya
    clc
    adc p_y
    sta probe_y
    A8
    jmp tile_at

; Spikes and switch under the feet, what is touched with the middle, pipes and doors.
touch_tiles:
    lda in_air
    bne @body
    ldy #16
    ldx #8
    jsr class_at
    cmp #CLASS_SPIKES
    beq @spikes
    lda probe_tile
    and #$FE
    cmp #TILE_SWITCH
    bne @body
    jsr press_switch
@body:
    ldy #8
    ldx #8
    jsr class_at
    cmp #CLASS_TAPE
    bcc @ways
    A16
    and #$00FF
    asl
    tax
    A8
    jmp (touches - 2*CLASS_TAPE,x)
@spikes:
    lda #DIED_HIT
    jmp kill_player
@ways:
    jmp look_for_ways

touches:
    .word take_tape, touch_goal, touch_secret, touch_orb, touch_key, touch_keyhole, take_lamp, take_coin, take_power
    .assert (* - touches) / 2 = CLASS_COUNT - CLASS_TAPE, error, "a routine for each class"
