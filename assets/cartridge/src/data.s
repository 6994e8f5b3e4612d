; What build.py makes from the text files, and the tables over it.
.p816
.smart -
.export level_index, tile_words, tile_classes, level_1_tiles
.export level_1_name, level_2_name, level_3_name
.export title_screen, map_screen, theme_palettes, theme_backdrops

.include "levels_gen.inc"

.segment "GRAPHICS"
palettes:
    .incbin "palettes.bin"

.segment "CODE"
theme_palettes:
    .word .loword(palettes), .loword(palettes + 512), .loword(palettes + 1024)
theme_backdrops:
    .word .loword(backdrop_day), .loword(backdrop_dusk), .loword(backdrop_night)
