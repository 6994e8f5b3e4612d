; Layer 1 follows the player along x; layer 2 follows at half the speed.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.export camera_turn, camera_jump

NEAR = 88               ; the player's screen position, when running left and right
FAR  = 104
TOP  = $C0              ; rows 12 to 25 are seen, as in every level

.segment "CODE"
.a8
.i16
camera_jump:
    A16
    lda #TOP
    sta cam_y
    stz bg2_y
    lda p_x
    sec
    sbc #FAR
    bra clamp

.a8
camera_turn:
    A16
    lda p_x
    sec
    sbc cam_x
    cmp #FAR+1
    bcs right
    cmp #NEAR
    bcs still
    lda p_x
    sec
    sbc #NEAR
    bra clamp
.a16
right:
    lda p_x
    sec
    sbc #FAR
clamp:
    bpl @low
    lda #0
@low:
    cmp cam_max
    bcc @high
    lda cam_max
@high:
    sta cam_x
    lsr
    sta bg2_x
still:
    A8
    rts
