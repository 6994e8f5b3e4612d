; What build.py makes from the text files, and the tables over it.
.p816
.smart -
.export level_index, tile_words, tile_classes
.export title_screen, theme_palettes, theme_backdrops, theme_skies, level_rows

.include "levels_gen.inc"

.segment "GRAPHICS"
palettes:
    .incbin "palettes.bin"
sky_day:
    .incbin "sky_day.bin"
sky_dusk:
    .incbin "sky_dusk.bin"
sky_night:
    .incbin "sky_night.bin"
sky_castle:
    .incbin "sky_castle.bin"

.segment "CODE"
theme_palettes:
    .word .loword(palettes), .loword(palettes + 512), .loword(palettes + 1024), .loword(palettes + 1536)
theme_backdrops:
    .word .loword(backdrop_day), .loword(backdrop_dusk), .loword(backdrop_night), .loword(backdrop_castle)
theme_skies:
    .word .loword(sky_day), .loword(sky_dusk), .loword(sky_night), .loword(sky_castle)
