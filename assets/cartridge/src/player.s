; The player: a turn, the death hop, the walk after the goal, and the picture.
; p_x, p_y is the upper left corner of a 16x16 figure; its body is 12 wide.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "gfx_gen.inc"
.import steer, jump_and_gravity, gravity, against_walls, against_floor_and_ceiling, touch_tiles
.import put_object, kill_player
.export player_init, player_turn, player_fall, player_walk_off, player_stand, player_draw

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
    lda #DIED_PIT
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

; After other goals it stands, or comes down first.
player_stand:
    ldx #0
    stx p_xspd16
    stz pad_held
    jsr gravity
    jsr move_y
    jmp against_floor_and_ceiling

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
    lda immune
    and #2
    bne @hidden
    jsr colours
    lda facing
    bne @faces_right
    lda tmp3
    ora #$40
    sta tmp3
@faces_right:
    lda tmp3
    xba
    lda p_pose
    ldy #0
    jmp put_object
@hidden:
    lda #240
    sta oam+1
    rts

; Out: tmp3 = attributes: the colours of the power-up, in turn with those of the small one while it changes.
colours:
    lda powerup
    sta tmp3
    stz tmp3+1
    lda anim
    beq @steady
    cmp #ANIM_PIPE
    bcs @steady
    lda frame_eff
    and #4
    bne @steady
    lda #0
    ldx tmp3
    bne @other
    inc
@other:
    sta tmp3
@steady:
    ldx tmp3
    lda f:suits,x
    sta tmp3
    rts

suits:
    .byte OBJPAL_player, OBJPAL_suit_big, OBJPAL_suit_cape, OBJPAL_suit_fire
run_poses:
    .byte OBJ_player_run1, OBJ_player_idle, OBJ_player_run2, OBJ_player_idle
