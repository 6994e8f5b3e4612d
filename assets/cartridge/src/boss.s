; Grumble and his king: 32x32, three stomps.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.import turn_around, class_near, move_x, move_y, fall
.import bounce, hurt_player, boss_is_over
.export boss_start, boss_turn, boss_touch, boss_clock

STOMPS     = 3
WALKS      = 0          ; spr_state
SITS       = 1
SIT_TIME   = 48
LEAP_WAIT  = 72
LEAP       = $40
FANFARE_IN = 64         ; frames after the defeat

.segment "CODE"
.a8
.i16
; In: Y = slot, as everywhere here.
boss_start:
    lda #STOMPS
    sta boss_health
    lda #1
    sta hud_dirty
    lda #LEAP_WAIT
    sta spr_timer,y
    rts

boss_turn:
    lda a:spr_state,y
    beq @walks
    lda spr_timer,y
    dec
    sta spr_timer,y
    bne @move
    lda #LEAP_WAIT
    sta spr_timer,y
    lda #WALKS
    sta a:spr_state,y
    jsr to_player
    bra @move
@walks:
    lda a:spr_kind,y
    cmp #KING
    bne @move
    lda spr_air,y
    bne @move
    lda spr_timer,y
    dec
    sta spr_timer,y
    bne @move
    lda #LEAP_WAIT
    sta spr_timer,y
    lda #(256 - LEAP)
    sta a:spr_yspd,y
@move:
    jsr fall
    jsr move_x
    jsr move_y
    ldx #2              ; a wall in front
    lda a:spr_xspd,y
    beq @no_wall
    bmi @left
    ldx #29
@left:
    A16
    txa
    ldx #24
    jsr class_near
    .a8
    cmp #CLASS_SOLID
    bne @no_wall
    jsr turn_around
@no_wall:
    lda #1
    sta spr_air,y
    lda a:spr_yspd,y
    bmi @end
    A16
    lda #16
    ldx #32
    jsr class_near
    .a8
    cmp #CLASS_SOLID
    bne @end
    lda probe_y
    and #$0F
    cmp #6
    bcs @end
    lda probe_y         ; stand on it
    and #$F0
    sec
    sbc #32
    sta a:spr_ylo,y
    lda probe_y+1
    sbc #0
    sta spr_yhi,y
    lda #0
    sta a:spr_yspd,y
    sta spr_ysub,y
    sta spr_air,y
@end:
    rts

; Its speed for what it still takes, in the direction of the player.
to_player:
    lda boss_health
    A16
    and #$00FF
    tax
    A8
    lda f:speeds,x
    sta a:spr_xspd,y
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    cmp p_x
    A8
    bmi @end
    jmp turn_around
@end:
    rts

speeds:
    .byte 0, 18, 14, 10

; Out: carry set when there is nothing more to touch in this turn.
boss_touch:
    lda a:spr_state,y
    bne @none
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    sec
    sbc p_x
    clc
    adc #27
    cmp #39
    A8
    bcs @none
    lda spr_yhi,y
    xba
    lda a:spr_ylo,y
    A16
    sec
    sbc p_y
    clc
    adc #27
    cmp #41
    bcs @apart
    cmp #27+4
    A8
    bcc @hit
    lda p_yspd
    bmi @none
    beq @hit
    jsr stomped
@none:
    clc
    rts
@apart:
    A8
    clc
    rts
@hit:
    jsr hurt_player
    sec
    rts

stomped:
    lda #1
    sta hud_dirty
    lda #0
    sta a:spr_xspd,y
    dec boss_health
    beq @defeat
    lda #SITS
    sta a:spr_state,y
    lda #SIT_TIME
    sta spr_timer,y
    jmp bounce
@defeat:
    lda #1
    sta boss
    lda #SQUASHED
    sta spr_status,y
    lda #FANFARE_IN
    sta spr_timer,y
    sta boss_timer
    jmp bounce

; From the defeat to the fanfare.
boss_clock:
    lda boss_timer
    beq @end
    dec boss_timer
    bne @end
    jmp boss_is_over
@end:
    rts
