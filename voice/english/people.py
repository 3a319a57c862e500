"""Words for people: whom something happens to."""

from voice.english.words import vocabulary

PEOPLE = vocabulary(
    "i we he she they someone somebody wife husband mother father mom mum mam mama dad daddy mummy mommy parents son "
    "daughter baby babies child children kid kids toddler infant newborn friend mate partner grandma grandpa gran granny "
    "nan nana granddad grandad grandfather grandmother grandson granddaughter neighbour neighbor boyfriend girlfriend "
    "brother sister twin roommate flatmate housemate boy girl teenager teen uncle aunt auntie cousin nephew niece "
    "colleague man woman guy lady bloke guest pupil student passenger patient ex stepson stepdad stepmum carer law"
)
KIN = "|".join(sorted(PEOPLE - {"i", "we", "he", "she", "they", "someone", "somebody"}))
