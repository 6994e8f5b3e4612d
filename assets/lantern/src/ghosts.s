; Ghosts wander from cell to cell. A hole is nothing to them; walls, water and the edge of the screen turn them.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import solid_at
.export ghosts_load, ghosts_move

REC_GHOSTS = 212        ; in the screen's record: how many, then their cells
SPEED      = $0080
TAPS       = $B400

.segment "CODE"
.a8
.i16
ghosts_load:
    ldx screen_at
    lda f:REC_GHOSTS,x
    A16
    and #$00FF
    sta ghost_count
    A8
    ldy #0
@next:
    A16
    tya
    lsr
    cmp ghost_count
    A8
    bcs @end
    phx
    lda f:REC_GHOSTS+1,x
    tyx
    stz ghost_x,x
    stz ghost_y,x
    pha
    and #$F0
    sta ghost_y+1,x
    pla
    asl
    asl
    asl
    asl
    sta ghost_x+1,x
    A16
    tya
    lsr
    and #$0003
    sta ghost_dir,x
    A8
    plx
    inx
    iny
    iny
    bra @next
@end:
    rts

ghosts_move:
    ldy ghost_count
    beq @end
    ldx #0
@next:
    phy
    jsr one
    ply
    inx
    inx
    dey
    bne @next
@end:
    rts

; In: X = twice the ghost's number.
one:
    A16
    lda ghost_x,x
    ora ghost_y,x
    and #$0FFF
    bne @go
    jsr roll
    and #$0003
    beq @any            ; one time in four: another way
    lda ghost_dir,x
    bra @try
@any:
    lda chance
    xba
    and #$0003
@try:
    .a16
    ldy #4
@way:
    sta ghost_dir,x
    A8
    jsr wall_ahead
    A16
    bcc @go
    lda ghost_dir,x
    inc
    and #$0003
    dey
    bne @way
    A8
    rts
@go:
    .a16
    phx
    lda ghost_dir,x
    asl
    tax
    lda f:move_x,x
    sta tmp0
    lda f:move_y,x
    sta tmp2
    plx
    lda ghost_x,x
    clc
    adc tmp0
    sta ghost_x,x
    lda ghost_y,x
    clc
    adc tmp2
    sta ghost_y,x
    A8
    rts

; Out: carry set when the next cell is a wall or the edge. Keeps X and Y.
wall_ahead:
    phx
    phy
    txy
    A16
    lda ghost_dir,x
    tax
    A8
    lda f:ahead_x,x
    clc
    adc ghost_x+1,y
    sta tmp4
    lda f:ahead_y,x
    clc
    adc ghost_y+1,y
    sta tmp5
    lda tmp4
    cmp #16
    bcc @wall
    cmp #240
    bcs @wall
    lda tmp5
    cmp #16
    bcc @wall
    cmp #192
    bcs @wall
    jsr solid_at
    bra @end
@wall:
    sec
@end:
    ply
    plx
    rts

; One step of the shift register. Out: A (16 bit). Keeps X and Y.
roll:
    .a16
    lda chance
    lsr
    bcc @set
    eor #TAPS
@set:
    sta chance
    rts

move_x:
    .word 0, 0, .loword(-SPEED), SPEED
move_y:
    .word .loword(-SPEED), SPEED, 0, 0
ahead_x:
    .byte 0, 0, .lobyte(-16), 16
ahead_y:
    .byte .lobyte(-16), 16, 0, 0
