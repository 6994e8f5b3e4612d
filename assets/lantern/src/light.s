; The light around the figure: a round window outside of which the maze is darker. Ghosts glow by themselves.
;
; A table of 224 lines (left, right) that HDMA gives to the window, in two buffers: one is shown while the other is made.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import circle
.export light

EMPTY      = $0001      ; left 1, right 0: no window in this line
HALF       = 112        ; lines of each of the table's two parts
LINES      = 224
RADIUS     = 56
MIDDLE_X   = 8          ; of the figure
MIDDLE_Y   = 16 + 8     ; on the screen

.segment "CODE"
.a8
.i16
light:
    lda bright          ; a turn that loads has no time for it, and nothing is seen
    beq @off
    lda state
    cmp #STAGE_LOAD
    bcc @off
    cmp #CLEARED_OUT
    bcc @on
@off:
    lda hdma_on
    and #HDMA_GRADIENT
    sta hdma_on
    rts
@on:
    ldy #LIGHT_A
    cpy light_at
    bne @made
    ldy #LIGHT_B
@made:
    sty tmp8
    jsr half
    jsr half
    lda #0
    sta a:$0000,y
    lda hearts          ; out at the last one
    beq @show
    jsr round
@show:
    ldy tmp8
    sty light_at
    lda #HDMA_LIGHT
    sta hdma_on
    rts

; In: Y = place in the table. Half of the lines, without a window; Y goes on.
half:
    lda #$80 | HALF     ; so many lines, each with its own values
    sta a:$0000,y
    iny
    A16
    lda #EMPTY
    ldx #HALF
@next:
    sta a:$0000,y
    iny
    iny
    dex
    bne @next
    A8
    rts

; In: tmp8 = the table. The window around the figure.
round:
    lda fig_x+1
    clc
    adc #MIDDLE_X
    sta tmp4
    A16
    lda fig_y+1
    and #$00FF
    clc
    adc #.loword(MIDDLE_Y - RADIUS)
    sta tmp2            ; the first line, perhaps above the screen
    ldx #0
@line:
    lda tmp2
    cmp #LINES
    bcs @next           ; above or below
    cmp #HALF
    rol                 ; twice the line, and one more in the second half
    inc
    adc tmp8            ; carry is clear
    tay
    A8
    lda tmp4
    sec
    sbc f:circle,x
    bcs @left
    lda #0
@left:
    sta a:$0000,y
    lda tmp4
    clc
    adc f:circle,x
    bcc @right
    lda #$FF
@right:
    sta a:$0001,y
    A16
@next:
    inc tmp2
    inx
    cpx #2 * RADIUS
    bne @line
    A8
    rts
