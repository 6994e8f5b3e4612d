; Letters on layer 3. A letter's tile is its ASCII code minus 32.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.export clear_text, print, print_row

TEXT = $2000            ; in front of everything, palette 0

.segment "CODE"
.a8
.i16
; The whole layer. Only while the picture is off.
clear_text:
    ldx #VRAM_BG3
    stx VMADDL
    ldy #1024
    ldx #TEXT
@next:
    stx VMDATAL
    dey
    bne @next
    rts

; In: X = text, ends with 0; Y = VRAM_BG3 + 32 * row + column. Only while the picture is off.
print:
    sty VMADDL
@next:
    lda a:$0000,x
    beq @end
    sec
    sbc #32
    A16
    and #$00FF
    ora #TEXT
    sta VMDATAL
    A8
    inx
    bra @next
@end:
    rts

; In: X = text of exactly 32 letters, Y = VRAM_BG3 + 32 * row. Shown in the next vertical blank.
print_row:
    sty row_addr
    ldy #0
@next:
    lda a:$0000,x
    sec
    sbc #32
    A16
    and #$00FF
    ora #TEXT
    sta row_buf,y
    A8
    inx
    iny
    iny
    cpy #64
    bne @next
    rts
