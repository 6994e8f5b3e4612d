; Power-ups, what they protect from, and dragon coins. They change neither the size nor the movement.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "sound_gen.inc"
.import kill_player, change_tile, draw_level
.export take_power, take_coin, hurt_player, frozen

POWER_TIME  = 32
IMMUNE_TIME = 60

.segment "CODE"
.a8
.i16
; A mushroom is for the small only; feather and flower for who has something else.
take_power:
    lda probe_tile
    sec
    sbc #TILE_POWER
    pha
    lda #TILE_AIR
    jsr change_tile
    pla
    cmp powerup
    beq @end
    cmp #1
    bne @new
    lda powerup
    bne @end
    lda #1
@new:
    pha
    lda #SOUND_POWER
    sta sound
    pla
    sta powerup
    clc
    adc #ANIM_POWER
    sta anim
    lda #POWER_TIME
    sta anim_timer
@end:
    rts

take_coin:
    inc coins_shown
    inc coins_taken
    lda #1
    sta hud_dirty
    lda #SOUND_COIN
    sta sound
    lda #TILE_AIR
    jmp change_tile

; An enemy touches the player.
hurt_player:
    lda immune
    bne @end
    lda powerup
    bne @hurt
    lda #DIED_HIT
    jmp kill_player
@hurt:
    stz powerup
    lda #SOUND_HURT
    sta sound
    lda #ANIM_HURT
    sta anim
    lda #POWER_TIME
    sta anim_timer
@end:
    rts

; A turn in which everything stands still for the player's change.
frozen:
    inc frame_eff
    dec anim_timer
    bne @draw
    lda anim
    cmp #ANIM_HURT
    bne @done
    lda #IMMUNE_TIME
    sta immune
@done:
    stz anim
@draw:
    jmp draw_level
