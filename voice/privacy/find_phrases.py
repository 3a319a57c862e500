"""Phrases that the sayings are made of: who speaks, of whom, how much."""

from voice.privacy.find_lexicon import KIN

ME = r"\b(?:i|we)"
AM = r"\b(?:i'm|im|i am|i was|i've been|i have been|i got|i get|we're|we are|we were|we've been)(?: [\w']+){0,2}?"
RELATIVE = (
    rf"\b(?:(?:my|our)(?: [\w']+){{0,2}} (?:{'|'.join(sorted(KIN - {'old', 'in', 'law'}))})|the (?:baby|twins|kids"
    r"|children|little one)|(?:grand)?(?:mum|mom|dad|daddy|mummy|mommy)|grandma|grandpa|granny|nana)"
)
WHO = rf"(?:{ME}|{RELATIVE}|\b(?:he|she))"
BE = (
    r"(?:is|are|was|were|has|have|had|feels?|keeps?|looks?|gets?|got|started|isn't|aren't|won't|hurts?|makes?|been"
    r"|went|seems?|stopped|doesn't|don't|smells?|goes)"
)
ADV = (
    r"(?:'ve|'d|'ll)?(?: (?:have|had|has|also|just|only|still|now|currently|already|really|recently|never|always"
    r"|often|usually|almost|even|barely|do|did|can|can't|couldn't|could|don't|didn't|haven't|hasn't|keep|will|been"
    r"|being|get|gets|got|both|to|am|is|are|was|were|might|may|must|about|not|secretly|once|started|start|want"
    r"|wants|tried|trying))*"
)
BODY = (
    r"(?:chest|head|heart|stomach|belly|tummy|back|knees?|legs?|arms?|hands?|f(?:oo|ee)t|hips?|neck|throat|skin"
    r"|breasts?|lungs?|liver|kidneys?"
    r"|eyes?|ears?|t(?:oo|ee)th|gums?|shoulders?|ankles?|wrists?|fingers?|toes?|testicles?|groin|joints|muscles"
    r"|bladder|bowels?|period|vision|nose|face|jaw|elbow|scalp|body|pee|urine|stool|poop|lips|tongue)"
)
AILS = (
    r"(?:hurt(?:s|ing)?|aches?|aching|swollen|swelling|numb|tingl\w+|bleed(?:s|ing)?|sore|itch(?:y|es|ing)|burn(?:s"
    r"|ing)|throb\w*|pain\w*|infected|broken"
    r"|racing|pound\w+|stiff|twitch\w*|late|heavy|irregular|blurr\w+|bloated|cramp\w*|inflamed|discolou?red|peeling"
    r"|yellow|blood in|shak\w+|weak|tight\w*|falling out|ringing|dislocated|sprained|torn|swell(?:s|ed)?|gave out"
    r"|popped|cracked|locks up|seized|inflamed|going numb|keeps? going)"
)
AMOUNT = (
    r"(?:[$£€]\s?\d|\d|a hundred|a thousand|half a million|a million|(?:one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|several|a few|about|around"
    r"|nearly|almost|over|under|less than|more than|only|roughly|just)\b)"
)
CURRENCIES = (
    r"(?:dollars|pounds|euros|grand|thousand|million|bucks|rupees|francs|quid|k\b|an? (?:year|month|hour|week)|per "
    r"(?:year|month|hour|week|annum))"
)

CHILD = (
    r"\b(?:my|our|the)(?: [\w']+){0,2}? (?:sons?|daughters?|child|children|kids?|baby|toddler|boys?|girls?|twins?|grandsons?"
    r"|granddaughters?|grandchildren|nieces?|nephews?|teenager|year old|little one|youngest|oldest|eldest)"
    r"(?! (?:wants|needs|likes|loves|asked|asks|want|need|like|love))"
)
