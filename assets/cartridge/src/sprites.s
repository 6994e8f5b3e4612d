; Enemies: twelve slots, a list of them per level, in the order of x.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "level_gen.inc"
.include "sound_gen.inc"
.import enemy_turn, hurt_player, boss_start, boss_touch
.export sprites_init, sprites_turn, sprites_touch, sprites_clear, sprites_spawn, bounce

AHEAD    = 288          ; an enemy comes to life this far right of the screen's left edge
BEHIND   = 64           ; and is gone this far left of it

.segment "CODE"
.a8
.i16
sprites_clear:
    ldx #SLOTS-1
@next:
    stz spr_status,x
    dex
    bpl @next
    rts

; Skip what lies behind the camera, bring to life what is on the screen.
sprites_init:
    jsr sprites_clear
    A16
    ldx level_ptr
    lda a:REC_ENEMIES,x
    sta next_spawn
    lda cam_x
    sec
    sbc #BEHIND
    bmi @ready
    sta tmp0
@skip:
    ldx next_spawn
    lda a:$0000,x
    cmp tmp0
    bcs @ready
    txa
    clc
    adc #5
    sta next_spawn
    bra @skip
@ready:
    A8
@all:
    jsr sprites_spawn
    bcs @all
    rts

; One enemy of the list, if its time has come. Out: carry set when one was taken.
sprites_spawn:
    A16
    lda cam_x
    clc
    adc #AHEAD
    ldx next_spawn
    cmp a:$0000,x
    A8
    bcc @none
    ldy #SLOTS-1
@find:
    lda spr_status,y
    beq @free
    dey
    bpl @find
@none:
    clc
    rts
@free:
    lda a:$0000,x
    sta a:spr_xlo,y
    lda a:$0001,x
    sta spr_xhi,y
    lda a:$0002,x
    sta a:spr_ylo,y
    lda a:$0003,x
    sta spr_yhi,y
    lda a:$0004,x
    sta a:spr_kind,y
    lda #ALIVE
    sta spr_status,y
    lda #0
    sta spr_xsub,y
    sta spr_ysub,y
    sta a:spr_yspd,y
    sta a:spr_state,y
    sta spr_air,y
    lda #HOPPER_WAIT
    sta spr_timer,y
    lda a:spr_kind,y
    phx
    A16
    and #$00FF
    tax
    A8
    lda f:start_speeds,x
    sta a:spr_xspd,y
    lda a:spr_kind,y
    cmp #BOSS
    beq @boss
    cmp #KING
    bne @small
@boss:
    jsr boss_start
@small:
    plx
    inx
    inx
    inx
    inx
    inx
    stx next_spawn
    sec
    rts

start_speeds:
    .byte 0, 256 - WALKER_SPEED, 0, 256 - FLYER_SPEED, 256 - BOSS_SPEED, 256 - BOSS_SPEED, 0

sprites_turn:
    ldy #SLOTS-1
@next:
    lda spr_status,y
    beq @done
    cmp #ALIVE
    beq @alive
    lda spr_timer,y     ; squashed: lie a while, then go
    dec
    sta spr_timer,y
    bne @done
    lda #0
    sta spr_status,y
    bra @done
@alive:
    jsr enemy_turn
    jsr forget_behind
@done:
    dey
    bpl @next
    rts

; Too far left of the screen, or fallen out of the level. A boss stays.
forget_behind:
    lda a:spr_kind,y
    cmp #BOSS
    beq @boss
    cmp #KING
    bne @small
@boss:
    rts
@small:
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    sec
    sbc cam_x
    bpl @right
    cmp #.loword(-BEHIND)
    bcc @gone
@right:
    A8
    lda spr_yhi,y
    xba
    lda a:spr_ylo,y
    A16
    bmi @stays
    cmp #ROWS*16
    bcs @gone
@stays:
    A8
    rts
@gone:
    A8
    lda #0
    sta spr_status,y
    rts

; From above the player squashes an enemy, from anywhere else it is the player's end.
sprites_touch:
    ldy #SLOTS-1
@next:
    lda spr_status,y
    cmp #ALIVE
    bne @done
    lda a:spr_kind,y
    cmp #BOSS
    beq @boss
    cmp #KING
    beq @boss
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    sec
    sbc p_x
    clc
    adc #11
    cmp #23
    A8
    bcs @done
    lda spr_yhi,y
    xba
    lda a:spr_ylo,y
    A16
    sec
    sbc p_y             ; 13 = the player's feet are a little in the enemy's head
    clc
    adc #11
    cmp #25
    bcs @apart
    cmp #11+4
    A8
    bcc @hit
    lda p_yspd
    bmi @done
    beq @hit
    jsr squash
@done:
    dey
    bpl @next
    rts
@apart:
    A8
    bra @done
@boss:
    jsr boss_touch
    bcc @done
    rts
@hit:
    jmp hurt_player

squash:
    lda #SQUASHED
    sta spr_status,y
    lda #SQUASH_FRAMES
    sta spr_timer,y
bounce:
    lda #(256 - STOMP)
    bit pad_held
    bpl @set
    lda #(256 - STOMP_HELD)
@set:
    sta p_yspd
    lda #$0B
    sta in_air
    lda #SOUND_STOMP
    sta sound
    rts
