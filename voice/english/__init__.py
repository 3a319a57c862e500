"""English: what this language calls numbers, times, units and the rest, and how it reads and says them.

    numbers · times · units             what the words are worth, and their names
    numbers_heard · times_heard         what was heard or typed becomes values
    numbers_said · times_said           values become what a reply says
    spellings                           typed words become plain ones
    figures · abbreviations             written figures, short forms and signs become what is read aloud
    dictation                           digits and letters told one by one
    asking · words                      ways to put a request; words that only hold a sentence together

The skills' sentences are English too, in `voice/skills/sentences/`. Another language would be a folder beside this one.
Nothing here imports any other part of the package.
"""
