"""Questions to an assistant, and what is said in a kitchen or by its television, as they were written down before the rules."""

import pytest

from voice.english.addressing import is_addressed

TO_IT = """
why is the sky blue
what's the capital of australia
who wrote pride and prejudice
how tall is mount everest
how do i get red wine out of a carpet
how long should i boil an egg
what's the difference between a crocodile and an alligator
tell me a joke
tell me about the romans
explain how a fridge works
and what about the moon
and how far is it to the sun
how many people live in iceland
when did the second world war end
what does ubiquitous mean
is a tomato a fruit
are bananas berries
do you know how old the universe is
can you tell me a story
can you explain inflation in simple words
could you give me a recipe for pancakes
could you please help me with a poem
what can i make with eggs and spinach
what can i use instead of buttermilk
who was the first person on the moon
which planet is the biggest
give me three ideas for a birthday present
write a short poem about autumn
translate good morning into french
recommend a good book about space
how do i know if an egg is bad
what's a good substitute for cream
does honey go off
did rome fall in one day
where does chocolate come from
how is cheese made
what is the boiling point of water at altitude
how much caffeine is in a cup of tea
should be ignored no what is the tallest building
summarise the plot of hamlet
define entropy
what time do the shops close on sunday
why do cats purr
what is a prime number
who painted the mona lisa
how does a vaccine work
so why does bread rise
okay and who was king after him
what is it made of
how old is it
is it safe to freeze cooked rice
what should i cook for four people
how long does it take to roast a chicken
list the planets in order
what are the ingredients of pesto
how do you make a roux
what is fifteen percent of eighty
was einstein born in germany
when is the next full moon
compare tea and coffee
""".strip().splitlines()

IN_THE_ROOM = """
what are you doing
where did you put the keys
have you seen my phone
are you coming or not
what time are you leaving tomorrow
did you feed the cat
who was that on the phone
what did he say
why didn't she call
is he coming for dinner
do you want some tea
can you pass me the salt
could you take the bins out
what's for dinner tonight
where are my shoes
how was your day
how was school
what's wrong with you
what do you think about it
what happened to your arm
is that your coat
are we going or not
shall we watch something
should we order pizza
do we have any milk left
did they win
who ate my yoghurt
why are you always late
what do you mean
how do i look
when are they coming
i don't think that's a good idea
she told him she'd never go back
and now the weather for the north west
we'll be right back after the break
the suspect was last seen near the river
you have to believe me
i've been looking for you everywhere
get out of here
put that down
come here a minute
look at this
i love you too
no way that was offside
what a goal
tell me the truth
tell me what happened to her
tell her i said hello
give me that
give it back
where do you think you're going
who do you think you are
what the hell is going on
why would he do that
is anybody there
is there any more coffee
can you hear me
will you marry me
would you like some more
do you know where he is
what's that noise
where's your brother
how long have you two been together
when will dad be home
what is she doing here
is it raining
who's there
dinner's ready
thanks love
mmm that's really good
""".strip().splitlines()

NEED_THE_WAKE_WORD = {
    "should be ignored no what is the tallest building", "okay and who was king after him", "how do you make a roux",
    "are bananas berries",
}  # fmt: skip
"""Questions that point at people, or are as short as those of people."""


@pytest.mark.parametrize("said", TO_IT)
def test_a_question_to_it(said: str) -> None:
    assert is_addressed(said) == (said not in NEED_THE_WAKE_WORD)


@pytest.mark.parametrize("said", IN_THE_ROOM)
def test_what_is_said_in_the_room(said: str) -> None:
    assert not is_addressed(said)
