"""Detects the language of a question: Korean, English, or another."""

import re

_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]")
_LETTER = re.compile(r"[^\W\d_]")
_ASCII_LETTER = re.compile(r"[a-z]")
_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_ENGLISH_WORDS = """
a about after all an and any anybody anyone are at before between by came can come did do does during enter
entered event events first footage for from get give had has have hello help here how i in is it last leave left
list long many me more most no nobody not of on one or out people person please right see show side someone
stand standing stood store tell than thanks that the their them then there they this times to up video visitor
visitors walk was were what when where which who whose why with you
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# Words of other languages with the same alphabet, without those that are English too (die, was, in, an).
_OTHERS_WORDS = """
wie viele sind ist der das wer wann wo haben hat und eine einen ein nicht gibt es mit auf von zwischen combien
qui quand où est sont les des dans une il elle y avait personnes entre pas que avec sur magasin cuántas cuantas
cuántos quién quien cuándo cuando dónde donde el los las un una hay personas entraron en qué por con quante
quanti chi dove sono persone nel della quantas pessoas quem onde não com bonjour hola hallo guten tag ciao
wieviele personen leute hereingekommen bao nhiêu người hoeveel mensen wie
"""
_OTHERS = frozenset(_OTHERS_WORDS.split())


def detect_language(text: str) -> str:
    """ "ko", "en" or "other". Any Hangul makes it Korean: operators mix English words into Korean questions."""
    if _HANGUL.search(text):
        return "ko"
    letters = _LETTER.findall(text.lower())
    if letters and sum(bool(_ASCII_LETTER.match(letter)) for letter in letters) < 0.7 * len(letters):
        return "other"
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    return "other" if others > english else "en"
