; One turn of play: the figure walks, falls, lights lanterns, finds its way out.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import set_state, die, go_out, ghosts_move, show_hud, show_cell, draw_menu, clear_menu, log_event
.import solid, bits
.export play, fall, solid_at

FALL_TURNS   = 32
HURT_TURNS   = 80
TOUCH        = 10       ; pixels between figure and ghost, in each direction
FEET_X       = 8
FEET_Y       = 11
EDGE_RIGHT   = 242      ; one step further is the last that does not leave the map
EDGE_BOTTOM  = 191
EDGE_NEAR    = 2

.segment "CODE"
.a8
.i16
play:
    lda menu
    bne in_menu
    A16
    lda fresh
    and #PAD_START
    A8
    beq @no_menu
    lda #1
    sta menu
    A16
    lda f:phase
    ora #PHASE_MENU
    sta f:phase
    A8
    jmp draw_menu
@no_menu:
    lda immune
    beq @walk
    dec immune
@walk:
    jsr walk
    jsr edges
    bcs @end
    jsr feet
    bcs @end
    jsr ghosts_move
    jsr ghosts_touch
@end:
    rts

; Go on, or give up.
in_menu:
    A16
    lda fresh
    bit #PAD_UP | PAD_DOWN
    bne @other
    bit #PAD_START
    bne @close
    and #PAD_A | PAD_B
    A8
    beq @end
    lda menu
    cmp #2
    bne @close
    lda #OUT_QUIT
    sta f:way_out
    LOG LOG_LEFT, 0
    lda #QUIT_OUT
    jmp set_state
@other:
    A8
    lda menu
    eor #3
    sta menu
    jmp draw_menu
@close:
    A8
    stz menu
    jsr clear_menu
    lda #PLAY
    jmp set_state
@end:
    rts

; The figure falls, and comes back to where it came from.
fall:
    ldx timer
    beq @back
    dex
    stx timer
    rts
@back:
    ldx back_x
    stx fig_x
    ldx back_y
    stx fig_y
    lda #HURT_TURNS
    sta immune
    lda #PLAY
    jmp set_state

; Steps in four directions; the newest button counts.
walk:
    A16
    lda fresh
    and #PAD_UP | PAD_DOWN | PAD_LEFT | PAD_RIGHT
    bne @turn
    lda facing
    and #$00FF
    asl
    tax
    lda held
    and f:pad_of,x
    bne @go
    lda held
    and #PAD_UP | PAD_DOWN | PAD_LEFT | PAD_RIGHT
    bne @turn
    stz stride
    A8
    rts
@turn:
    .a16
    xba                 ; up 8, down 4, left 2, right 1
    A8
    ldx #0
@which:
    bit #$08
    bne @found
    asl
    inx
    bra @which
@found:
    txa
    sta facing
@go:
    A16
    inc stride
    lda facing
    and #$00FF
    asl
    tax
    lda fig_x
    clc
    adc f:step_x,x
    sta tmp0
    lda fig_y
    clc
    adc f:step_y,x
    sta tmp2
    A8
    lda f:first_x,x
    jsr @corner
    php
    lda f:second_x,x
    inx
    jsr @corner
    dex
    bcs @second
    plp
    bcs @more           ; the first corner alone is in the way
    A16
    lda tmp0
    sta fig_x
    lda tmp2
    sta fig_y
    A8
    rts
@second:
    plp
    bcc @less
    rts                 ; both: a wall
@more:
    A16
    lda #$0100
    bra @aside
@less:
    A16
    lda #.loword(-$0100)
@aside:
    .a16
    cpx #4              ; left and right step aside up and down
    bcs @sideways
    clc
    adc fig_x
    sta fig_x
    A8
    rts
@sideways:
    .a16
    clc
    adc fig_y
    sta fig_y
    A8
    rts
@corner:
    .a8
    clc
    adc tmp0+1
    sta tmp4
    lda f:corners_y,x
    clc
    adc tmp2+1
    sta tmp5
    ; falls through to solid_at

; In: tmp4, tmp5 = x, y in pixels. Out: carry set where it is solid. Keeps X and Y.
solid_at:
    phx
    jsr tile_at
    cmp #T_LANTERN
    bcs @free
    A16
    and #$00FF
    tax
    A8
    lda f:solid,x
    lsr
    plx
    rts
@free:
    clc
    plx
    rts

; In: tmp4, tmp5. Out: A = tile, X = its cell.
tile_at:
    lda tmp4
    lsr
    lsr
    lsr
    lsr
    sta tmp6
    lda tmp5
    and #$F0
    ora tmp6
    A16
    and #$00FF
    tax
    A8
    lda map,x
    rts

; Leave the screen where it is open. Out: carry set when it is left.
edges:
    ldx #0
    lda fig_y+1
    cmp #EDGE_NEAR
    bcc @leave
    cmp #240            ; above the top
    bcs @leave
    inx
    cmp #EDGE_BOTTOM
    bcs @leave
    inx
    lda fig_x+1
    cmp #EDGE_NEAR
    bcc @leave
    inx
    cmp #EDGE_RIGHT
    bcs @leave
    clc
    rts
@leave:
    txa
    sta way
    A16
    txa
    clc
    adc screen_at
    tax
    A8
    lda f:208,x         ; the neighbour in this direction
    sta way_to
    lda #PASS_OUT
    jsr set_state
    sec
    rts

; What the figure stands on. Out: carry set when the turn ends with it.
feet:
    lda fig_x+1
    clc
    adc #FEET_X
    sta tmp4
    lda fig_y+1
    clc
    adc #FEET_Y
    sta tmp5
    jsr tile_at
    cmp #T_LANTERN
    bcs lantern
    cmp #T_HOLE
    beq @hole
    cmp #T_GATE
    beq @gate
    cmp #T_STAIR
    beq @stair
    clc
    rts
@gate:
    lda #OUT_GATE
    jsr go_out
    sec
    rts
@stair:
    lda #OUT_STAIR
    jsr go_out
    sec
    rts
@hole:
    A16                 ; into its middle
    txa
    and #$00F0
    xba
    sta fig_y
    txa
    asl
    asl
    asl
    asl
    xba
    and #$F000
    sta fig_x
    A8
    dec hearts
    bne @falls
    lda #1
    jsr die
    sec
    rts
@falls:
    jsr show_hud
    ldx #FALL_TURNS
    stx timer
    lda #FALL
    jsr set_state
    sec
    rts

; A lantern: it is lit once, and is where the next life starts.
lantern:
    .a8
    stx tmp8            ; the cell
    and #$0F
    A16
    and #$00FF
    asl
    tax
    lda f:bits,x
    and f:lamps
    bne @lit
    lda f:bits,x
    ora f:lamps
    sta f:lamps
    A8
    lda f:lit
    inc
    sta f:lit
    xba
    lda #LOG_CHECKPOINT
    jsr log_event
    ldx tmp8
    jsr show_cell
    stz camp_x
    stz camp_y
    lda tmp8
    and #$F0
    sta camp_y+1
    lda tmp8
    asl
    asl
    asl
    asl
    sta camp_x+1
    lda f:screen
    sta camp_screen
    ldx camp_x
    stx back_x
    ldx camp_y
    stx back_y
    lda #3
    sta hearts
    jsr show_hud
@lit:
    A8
    clc
    rts

; A ghost takes a heart.
ghosts_touch:
    lda immune
    bne @end
    ldy ghost_count
    beq @end
    ldx #0
@next:
    lda ghost_x+1,x
    sec
    sbc fig_x+1
    jsr near
    bcs @away
    lda ghost_y+1,x
    sec
    sbc fig_y+1
    jsr near
    bcc @touched
@away:
    inx
    inx
    dey
    bne @next
@end:
    rts
@touched:
    dec hearts
    beq @dead
    lda #HURT_TURNS
    sta immune
    jmp show_hud
@dead:
    lda #0
    jmp die

; In: A = distance, signed. Out: carry clear when it is near.
near:
    bpl @positive
    eor #$FF
    inc
@positive:
    cmp #TOUCH
    rts

pad_of:
    .word PAD_UP, PAD_DOWN, PAD_LEFT, PAD_RIGHT
step_x:
    .word 0, 0, .loword(-$0140), $0140
step_y:
    .word .loword(-$0140), $0140, 0, 0
; corners of the figure's body that lead, two a direction
first_x:
    .byte 3, 0, 3, 0, 3, 0, 12, 0
second_x:
    .byte 12, 0, 12, 0, 3, 0, 12, 0
corners_y:
    .byte 6, 6, 15, 15, 6, 15, 6, 15
