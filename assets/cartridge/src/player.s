; The player: pad to speed, speed to place, place against the tiles.
; p_x, p_y is the upper left corner of a 16x16 figure; its body is 12 wide.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "gfx_gen.inc"
.import tile_at, put_object, kill_player, take_tape, touch_goal
.export player_init, player_turn, player_fall, player_walk_off, player_draw

BODY_LEFT   = 2
BODY_RIGHT  = 13
FOOT_LEFT   = 4
FOOT_RIGHT  = 11
PIT_Y       = ROWS * 16

.segment "CODE"
.a8
.i16
player_init:
    ldx #0
    stx p_xspd16
    stz p_yspd
    stz p_xsub
    stz p_ysub
    stz anim
    stz in_air
    stz run_phase
    stz powerup
    lda #1
    sta facing
    rts

player_turn:
    jsr steer
    jsr jump_and_gravity
    jsr move_x
    jsr against_walls
    jsr move_y
    jsr against_floor_and_ceiling
    jsr touch_tiles
    lda anim
    bne @end
    A16
    lda p_y
    bmi @high
    cmp #PIT_Y
    A8
    bcc @end
    lda #1
    jmp kill_player
@high:
    A8
@end:
    rts

; The death hop: through everything.
player_fall:
    lda p_yspd
    clc
    adc #DEATH_GRAVITY
    bmi @set
    cmp #FALL_MAX
    bcc @set
    lda #FALL_MAX
@set:
    sta p_yspd
    jmp move_y

; After the goal the player walks to the right by itself.
player_walk_off:
    ldx #(GOAL_WALK << 8)
    stx p_xspd16
    lda #1
    sta facing
    stz pad_held        ; nothing is held: the full gravity
    jsr gravity
    jsr move_x
    jsr against_walls
    jsr move_y
    jmp against_floor_and_ceiling

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

; --- speed to place ------------------------------------------------------------------------------
move_x:
    lda p_xspd
    jsr to_subpixels
    lda p_xsub
    clc
    adc tmp0
    sta p_xsub
    A16
    lda p_x
    adc tmp1
    bpl @in
    lda #0
@in:
    cmp level_width
    bcc @set
    lda level_width
@set:
    sta p_x
    A8
    rts

move_y:
    lda p_yspd
    jsr to_subpixels
    lda p_ysub
    clc
    adc tmp0
    sta p_ysub
    A16
    lda p_y
    adc tmp1
    sta p_y
    A8
    rts

; A = speed in 1/16 px -> tmp0 = fraction in 1/256 px, tmp1 = whole pixels, signed 16 bit.
to_subpixels:
    A16
    and #$00FF
    cmp #$0080
    bcc @positive
    ora #$FF00
@positive:
    asl
    asl
    asl
    asl
    sta tmp0
    xba
    and #$00FF
    cmp #$0080
    bcc @small
    ora #$FF00
@small:
    sta tmp1
    A8
    rts

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

; Spikes under the feet, tape and goal in the way.
touch_tiles:
    lda in_air
    bne @body
    ldy #16
    ldx #8
    jsr class_at
    cmp #CLASS_SPIKES
    bne @body
    lda #0
    jmp kill_player
@body:
    ldy #8
    ldx #8
    jsr class_at
    cmp #CLASS_TAPE
    beq @tape
    cmp #CLASS_GOAL
    bne @end
    jmp touch_goal
@tape:
    jmp take_tape
@end:
    rts

; --- picture -------------------------------------------------------------------------------------
player_draw:
    A16
    lda p_x
    sec
    sbc cam_x
    sta tmp0
    lda p_y
    sec
    sbc cam_y
    sta tmp1
    A8
    lda anim
    cmp #9
    beq @dead
    lda in_air
    bne @jump
    lda p_xspd
    bpl @right
    ldx #PAD_RIGHT
    eor #$FF
    inc
    bra @fast
@right:
    ldx #PAD_LEFT
@fast:
    cmp #2
    bcc @idle
    sta tmp2
    txa                 ; the pad points against the movement
    and pad_held
    bne @skid
    lda tmp2
    lsr                 ; the faster, the quicker the steps
    clc
    adc run_phase
    sta run_phase
    rol
    rol
    rol
    and #3
    A16
    and #$00FF
    tax
    A8
    lda f:run_poses,x
    bra @pose
@idle:
    stz run_phase
    lda #OBJ_player_idle
    bra @pose
@skid:
    lda #OBJ_player_skid
    bra @pose
@jump:
    lda #OBJ_player_jump
    bra @pose
@dead:
    lda #OBJ_player_dead
@pose:
    sta p_pose
    lda facing
    bne @faces_right
    lda #(OBJATTR_player_idle | $40)
    bra @put
@faces_right:
    lda #OBJATTR_player_idle
@put:
    xba
    lda p_pose
    ldy #0
    jmp put_object

run_poses:
    .byte OBJ_player_run1, OBJ_player_idle, OBJ_player_run2, OBJ_player_idle
