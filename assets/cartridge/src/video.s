; Into video memory, palettes, objects and fades.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.import tile_words, theme_palettes, theme_backdrops, theme_skies
.export upload_static, load_theme, load_screen, clear_layer, run_vram_dma, fade_in, fade_out
.export hide_objects, put_object, finish_objects

.segment "GRAPHICS"
tile_gfx:
    .incbin "tiles.bin"
tile_gfx_end:
font_gfx:
    .incbin "font.bin"
font_gfx_end:

.segment "OBJECTS"
object_gfx:
    .incbin "objects.bin"
object_gfx_end:

.macro TO_VRAM source, bytes, target
    ldx #target
    stx VMADDL
    ldx #.loword(source)
    stx $4302
    lda #^source
    sta $4304
    ldx #bytes
    stx $4305
    jsr run_vram_dma
.endmacro

.segment "CODE"
.a8
.i16
run_vram_dma:
    lda #$80
    sta VMAIN
    ldx #$1801
    stx $4300
    lda #1
    sta MDMAEN
    rts

; Tiles, objects and letters: once, while the picture is off.
upload_static:
    TO_VRAM tile_gfx, (tile_gfx_end - tile_gfx), VRAM_TILES
    TO_VRAM object_gfx, (object_gfx_end - object_gfx), VRAM_OBJ
    TO_VRAM font_gfx, (font_gfx_end - font_gfx), VRAM_FONT
    jmp hide_objects

; In: A = theme. Palette, backdrop layer and sky. Only while the picture is off.
load_theme:
    A16
    and #$00FF
    asl
    tay
    tax
    lda f:theme_palettes,x
    sta $4302
    A8
    stz HDMAEN          ; it would move CGADD below our feet
    lda #$39            ; mode 1, layer 3 in front, 16x16 tiles on layers 1 and 2: the overworld differs
    sta BGMODE
    stz BG12NBA
    stz CGADD
    ldx #$2200
    stx $4300
    lda #^tile_gfx      ; palettes lie in the bank of the graphics
    sta $4304
    ldx #512
    stx $4305
    lda #1
    sta MDMAEN
    tyx
    A16
    lda f:theme_backdrops,x
    sta $4302
    A8
    lda #3
    sta $4304
    ldx #VRAM_BG2
    stx VMADDL
    ldx #2048
    stx $4305
    jsr run_vram_dma
    ; the sky: the last channel writes colour 0 anew every four lines, by way of $2121 twice and $2122 twice
    tyx
    A16
    lda f:theme_skies,x
    sta $4372
    A8
    ldx #$2103
    stx $4370
    lda #^tile_gfx
    sta $4374
    lda #$80
    sta hdma_mirror
    rts

; In: X = address in bank 3 of a 32x32 map for layer 1. Only while the picture is off.
load_screen:
    stx $4302
    lda #3
    sta $4304
    ldx #VRAM_BG1
    stx VMADDL
    ldx #2048
    stx $4305
    jmp run_vram_dma

; Layer 1 empty. Only while the picture is off.
clear_layer:
    ldx #VRAM_BG1
    stx VMADDL
    lda #$80
    sta VMAIN
    A16
    lda f:tile_words + 2*TILE_AIR
    tax
    A8
    ldy #1024
@next:
    stx VMDATAL
    dey
    bne @next
    rts

; Out: carry set when the picture is dark (and off).
fade_out:
    lda brightness
    sec
    sbc #FADE_STEP
    bmi @off
    beq @off
    sta brightness
    clc
    rts
@off:
    lda #$80
    sta brightness
    sec
    rts

; Out: carry set when the picture is at full brightness.
fade_in:
    lda brightness
    bpl @on
    lda #$FF            ; from off to 1
@on:
    clc
    adc #FADE_STEP
    cmp #15
    bcs @full
    sta brightness
    clc
    rts
@full:
    lda #15
    sta brightness
    sec
    rts

hide_objects:
    ldx #0
    lda #240
@next:
    sta oam+1,x
    inx
    inx
    inx
    inx
    cpx #512
    bne @next
    rts

; In: Y = slot (0-19), tmp0 / tmp1 = x / y on the screen (16 bit, signed), A = tile, B = attributes. Keeps Y.
put_object:
    sta tmp2
    xba
    sta tmp2+1
    A16
    tya
    asl
    asl
    tax
    lda tmp0
    clc
    adc #16
    cmp #272
    bcs @hide
    lda tmp1
    clc
    adc #16
    cmp #240
    bcs @hide
    A8
    lda tmp0
    sta oam,x
    lda tmp1
    sta oam+1,x
    lda tmp2
    sta oam+2,x
    lda tmp2+1
    sta oam+3,x
    lda tmp0+1
    and #1
    ora #2              ; large
    sta obj_x9,y
    rts
@hide:
    A8
    lda #240
    sta oam+1,x
    rts

; Bit 8 of x and the size of the first 20 objects, four to a byte.
finish_objects:
    ldx #16
    ldy #4
@next:
    lda obj_x9+3,x
    asl
    asl
    ora obj_x9+2,x
    asl
    asl
    ora obj_x9+1,x
    asl
    asl
    ora obj_x9,x
    sta oam_high,y
    dex
    dex
    dex
    dex
    dey
    bpl @next
    rts
