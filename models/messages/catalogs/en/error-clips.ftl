### Notes about a clip: why its pictures were encoded anew, and what it lacks.

error-clip-exact =
    Just the range that was asked for.
error-clip-redacted =
    People were blurred.
error-clip-codec =
    Browsers and phones do not play { $detail } everywhere.
error-clip-profile =
    Browsers and phones do not play this profile everywhere: { $detail }.
error-clip-level =
    Browsers and phones do not play this level everywhere: { $detail }.
error-clip-pixel-format =
    Browsers and phones do not show these pixels everywhere: { $detail }.
error-clip-size =
    The picture is larger than phones play: { $detail }.
error-clip-colors =
    Browsers show colours that are described like these too dark: { $detail }.
error-clip-interlaced =
    The pictures are interlaced.
error-clip-timestamps =
    The times of the original's frames cannot be kept as they are: { $detail }.
error-clip-entry =
    The original cannot be entered in its middle without damage to the first pictures.
error-clip-hidden =
    The first pictures lean on ones that are not shown.
error-clip-parts =
    Another recording begins within the range.
error-clip-damaged =
    The original's pictures are damaged there, so that they cannot be copied.
error-clip-container =
    Browsers do not play files of this format: { $detail }.
error-clip-several =
    The file has several pictures, of which browsers may show another.
error-clip-start =
    Browsers would count its seconds otherwise: the first picture is at { $detail } s, or the file has several parts.
error-clip-sound =
    The sound ({ $detail }): clips are cut without it unless the server is set up otherwise.
error-clip-sound-unreadable =
    The sound cannot be read: { $detail }.
error-clip-subtitles =
    Subtitles ({ $detail }).
error-clip-pictures =
    Another picture of the file: { $detail }.
