; What convert.py makes of pictures and stages.
.p816
.include "ram.inc"
.export tiles, tiles_end, objects, objects_end, font, font_end, palettes, gradient, bits, circle
.export tile_words, solid, title_picture, select_picture
.export stage_numbers, stage_starts, stage_screens, stage_names

.segment "DATA"
tiles:
    .incbin "tiles.bin"
tiles_end:
objects:
    .incbin "objects.bin"
objects_end:
font:
    .incbin "font.bin"
font_end:
palettes:
    .incbin "palettes.bin"
gradient:
    .incbin "gradient.bin"
bits:
    .repeat 16, i
    .word 1 << i
    .endrepeat
.include "stages.inc"
