; Pipes and doors to other rooms.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "sound_gen.inc"
.include "level_gen.inc"
.import class_at, draw_level
.export look_for_ways, travel

WAY_BYTES    = 8        ; column, record of the room, x, y
TRAVEL_TIME  = 24

.segment "CODE"
.a8
.i16
; Down on a pipe, up before a door, standing.
look_for_ways:
    lda in_air
    bne @end
    ldx level_ptr
    ldy a:REC_WAYS,x
    beq @end
    lda pad_held
    and #PAD_DOWN
    bne @pipe
    lda pad_new
    and #PAD_UP
    bne @door
@end:
    rts
@pipe:
    ldx #8
    ldy #16
    jsr class_at
    lda probe_tile
    and #$FE
    cmp #TILE_PIPE
    bne @end
    lda probe_tile
    and #1              ; the right half belongs to the column before
    sta tmp2
    lda #ANIM_PIPE
    bra find_way
@door:
    ldx #8
    ldy #8
    jsr class_at
    lda probe_tile
    cmp #TILE_DOOR
    bne @end
    stz tmp2
    lda #ANIM_DOOR

; In: A = animation, probe_x, tmp2 = how many columns the way begins before it.
find_way:
    pha
    stz tmp2+1
    A16
    lda probe_x
    lsr
    lsr
    lsr
    lsr
    sec
    sbc tmp2
    sta tmp0
    ldx level_ptr
    lda a:REC_WAYS,x
    tax
@next:
    lda a:$0000,x
    cmp tmp0
    beq @found
    cmp #$FFFF
    beq @none
    txa
    clc
    adc #WAY_BYTES
    tax
    bra @next
@none:
    A8
    pla
    rts
@found:
    .a16
    lda a:$0002,x
    sta enter_rec
    lda a:$0004,x
    sta enter_x
    lda a:$0006,x
    sta enter_y
    stz p_xspd16
    A8
    stz p_yspd
    pla
    sta anim
    lda #SOUND_PIPE
    sta sound
    lda #TRAVEL_TIME
    sta anim_timer
    rts

; A turn on the way: into the pipe, or in the door.
travel:
    inc frame_eff
    dec anim_timer
    beq @go
    lda anim
    cmp #ANIM_PIPE
    bne @draw
    lda anim_timer
    and #3
    beq @draw
    A16
    inc p_y
    A8
@draw:
    jmp draw_level
@go:
    inc rooms
    lda #ENTRY_ROOM
    sta entry_kind
    lda #MODE_LEVEL_OUT
    sta game_mode
    rts
