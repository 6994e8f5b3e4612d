; How each kind of enemy moves.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.import tile_at, boss_turn
.export enemy_turn, turn_around, class_near, move_x, move_y, fall

.segment "CODE"
.a8
.i16
; In: Y = slot, as everywhere here.
enemy_turn:
    lda a:spr_kind,y
    cmp #FLYER
    beq fly
    cmp #HOPPER
    beq hop
    cmp #SITTER
    beq sit
    cmp #BOSS
    bcs @boss
    ; a walker turns at walls and at edges
    jsr look_down_ahead
    bcs @ground_ahead
    lda spr_air,y
    bne @ground_ahead
    jsr turn_around
@ground_ahead:
    jmp move_and_land
@boss:
    jmp boss_turn

sit:
    rts

hop:
    lda spr_air,y
    bne @in_air
    lda spr_timer,y
    dec
    sta spr_timer,y
    bne @waits
    lda #HOPPER_WAIT
    sta spr_timer,y
    lda #(256 - HOPPER_JUMP)
    sta a:spr_yspd,y
    lda #(256 - HOPPER_SPEED)
    sta a:spr_xspd,y
    lda #1
    sta spr_air,y
    bra @in_air
@waits:
    lda #0
    sta a:spr_xspd,y
@in_air:
    jmp move_and_land

; Left, and up and down between two speeds.
fly:
    lda frame_eff
    and #1
    bne @move
    lda a:spr_state,y
    bne @up
    lda a:spr_yspd,y
    inc
    sta a:spr_yspd,y
    cmp #FLYER_SWING
    bne @move
    lda #1
    sta a:spr_state,y
    bra @move
@up:
    lda a:spr_yspd,y
    dec
    sta a:spr_yspd,y
    cmp #(256 - FLYER_SWING)
    bne @move
    lda #0
    sta a:spr_state,y
@move:
    jsr move_x
    jmp move_y

turn_around:
    lda a:spr_xspd,y
    eor #$FF
    inc
    sta a:spr_xspd,y
    rts

; Out: carry set when there is something to stand on in front of the feet.
look_down_ahead:
    ldx #2
    lda a:spr_xspd,y
    bmi @left
    ldx #13
@left:
    A16
    txa
    ldx #16
    jsr class_near
    .a8
    beq @none
    cmp #CLASS_SPIKES
    bcs @none
    sec
    rts
@none:
    clc
    rts

; In: A = x, X = y, from the sprite's corner (16 bit). Out: A = class, 8 bit.
.a16
class_near:
    sta probe_x
    stx probe_y
    A8
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    clc
    adc probe_x
    sta probe_x
    A8
    lda spr_yhi,y
    xba
    lda a:spr_ylo,y
    A16
    clc
    adc probe_y
    sta probe_y
    A8
    jsr tile_at
    cmp #0
    rts

fall:
    lda a:spr_yspd,y
    clc
    adc #ENEMY_GRAVITY
    bmi @set
    cmp #FALL_MAX
    bcc @set
    lda #FALL_MAX
@set:
    sta a:spr_yspd,y
    rts

move_and_land:
    jsr fall
    jsr move_x
    jsr move_y
    ldx #1              ; a wall in front
    lda a:spr_xspd,y
    beq @no_wall
    bmi @left
    ldx #14
@left:
    A16
    txa
    ldx #8
    jsr class_near
    .a8
    cmp #CLASS_SOLID
    bne @no_wall
    jsr turn_around
@no_wall:
    lda a:spr_yspd,y
    bmi @up
    A16
    lda #8
    ldx #16
    jsr class_near
    .a8
    beq @up
    cmp #CLASS_SPIKES
    bcs @up
    lda probe_y
    and #$0F
    cmp #6
    bcs @up
    lda probe_y         ; stand on it
    and #$F0
    sec
    sbc #16
    sta a:spr_ylo,y
    lda probe_y+1
    sbc #0
    sta spr_yhi,y
    lda #0
    sta a:spr_yspd,y
    sta spr_ysub,y
    sta spr_air,y
    rts
@up:
    lda #1
    sta spr_air,y
    rts

move_x:
    lda a:spr_xspd,y
    jsr split_speed
    lda tmp0
    clc
    adc spr_xsub,y
    sta spr_xsub,y
    lda tmp0+1
    adc a:spr_xlo,y
    sta a:spr_xlo,y
    lda tmp1
    adc spr_xhi,y
    sta spr_xhi,y
    rts

move_y:
    lda a:spr_yspd,y
    jsr split_speed
    lda tmp0
    clc
    adc spr_ysub,y
    sta spr_ysub,y
    lda tmp0+1
    adc a:spr_ylo,y
    sta a:spr_ylo,y
    lda tmp1
    adc spr_yhi,y
    sta spr_yhi,y
    rts

; A = speed in 1/16 px -> tmp0 = 8.8 pixels, tmp1 = $00 or $FF, its sign.
split_speed:
    stz tmp1
    A16
    and #$00FF
    cmp #$0080
    bcc @positive
    dec tmp1
    ora #$FF00
@positive:
    asl
    asl
    asl
    asl
    sta tmp0
    A8
    rts
