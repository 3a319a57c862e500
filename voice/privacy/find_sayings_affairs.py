"""Sayings about money, the law, who one is, and who is where."""

from voice.privacy.find_phrases import ADV, AM, AMOUNT, CHILD, CURRENCIES, ME, RELATIVE, WHO

MONEY = [
    r"\b(?:i|we|i've|we've|my [\w']+)(?: [\w']+){0,3} (?:no|any|enough|hardly any|little) (?:money|cash|savings"
    r"|income)\b(?! (?:in (?:the )?(?:game|monopoly)|worries))",
    r"\b(?:i|we)\b.* (?:still )?owe (?:most|all|everything|him|her|them|my|a|some|half|the)\b"
    r"|\b(?:wants?|demands?|claims?|asks? for)(?: [\w']+){1,4} from (?:me|us)\b",
    r"\bmy (?:credit |debit |bank )?(?:card|account|identity|wallet)(?: [\w']+){0,2} (?:stolen|hacked|cloned"
    r"|skimmed|compromised|drained|emptied)\b",
    r"\b(?:we|i) (?:bought|sold) (?:the|our|my|a) (?:house|flat|home|apartment|company|land|business)(?: "
    rf"[\w']+){{0,2}} {AMOUNT}",
    rf"{WHO}(?: [\w']+)? (?:earns?|makes?|paid|owes?|spends?|pays|gets)(?: [\w']+)? (?:twice|double|triple|half|more"
    r"|less)(?: [\w']+){0,3}"
    r" (?:me|i|i do|than|as|my|him|her|what)\b",
    rf"{AMOUNT}(?: [\w']+){{0,4}} (?:on|in|into|to|from) (?:my|our) (?:\w+ )?(?:account|savings|card|bank|wallet"
    r"|overdraft|name)\b",
    rf"{WHO}(?:'ve|'d)?{ADV} (?:lent|lend|loaned|borrowed|gave|raise to|salary|settled)(?: [\w']+){{0,3}} {AMOUNT}",
    r"\b(?:foreclos\w+|repossess\w*|evict\w*|bankrupt\w*|garnish\w*)\b.*\b(?:we|i|me|us|our|my)\b"
    r"|\b(?:we|i|i'm|we're|me|us|our|my)\b.*\b(?:foreclos\w+|repossess\w*|evict\w*|garnish\w*)\b",
    rf"\b(?:live|survive|get by|retire|manage) (?:on|off) {AMOUNT}.*\b(?:a (?:month|week|year)|i|me|we|my|our|kids)\b",
    r"\b(?:paying|pay|paid) (?:off|back) (?:\w+ )?(?:my|our)\b|\bpay (?:it|me|us) back\b.*|\bowes? (?:me|us) (?!an|one)\w+",
    r"\b(?:i|we|i'm|we're|my \w+|i've)(?: [\w']+){0,4} (?:in the hole|in the red|under the table|off the books"
    r"|cash in hand|on minimum"
    r" wage|below the poverty line|on the dole|paycheck to paycheck|from hand to mouth|in arrears|strapped for "
    r"cash|short on rent)\b",
    r"\b(?:my|our) (?:\w+ )?(?:rent|paycheck|cheque|check|payment|utilities|electricity|heating)(?: [\w']+){0,2} "
    r"(?:went up|bounced"
    r"|is late|was late|is overdue|is due|got cut|tripled|doubled|hasn't come)",
    r"\b(?:i|i'm|i've|we|we're|my|our|me|us)\b(?! (?:want|need|would like|am looking|convert))(?: [\w']+){0,6} "
    rf"{AMOUNT}(?: [\w']+){{0,3}} (?:an?|per|each|every) (?:month|week|year|hour)\b(?! (?:ago|old|later|long"
    r"|subscription))",
    rf"\b(?:i|i'm|i've|we|we're)(?: [\w']+){{0,3}} {AMOUNT}(?: ?\w+){{0,2}} (?:in|for|on|towards?) (?:rent|taxes"
    r"|tax|alimony|debt|interest|my mortgage|our mortgage|child support|savings|benefits|fines|medical bills"
    r"|tips|wages|arrears)\b",
    r"\b(?:my|our) (?:business|company|shop|restaurant|startup|farm|cafe|salon)(?: [\w']+)? (?:is|are|has|went"
    r"|might|will|isn't|lost|owes|made|makes|can't)(?: [\w']+)? (?:going under|failing|losing|bankrupt|broke"
    r"|struggling|in trouble|insolvent|profitable|in debt|fail|fold|\d|money|pay|debts?|under)\b",
    rf"\b(?:is|are|will) {AMOUNT}(?: ?\w+){{0,3}} (?:enough|too little|sufficient)(?: [\w']+)? (?:for me|for us|to "
    r"(?:support|feed|raise|retire|live|cover my))",
    r"\b(?:can|could|will|might|going to|want to|trying to|threatening to) (?:they |he |she |my landlord "
    r")?evict (?:me|us)\b|\bevict(?:ed|ing|s)? (?:me|us|my)\b|\bif (?:i'm|we're|i am)(?: [\w']+){0,3} (?:late"
    r"|behind)(?: [\w']+)? (?:with|on|for)? ?(?:the |my )?(?:rent|mortgage|payment)?",
    rf"\b(?:i|we|i've|we've)(?: only| just| still)?(?: have| have got| got| had)?(?: only| just)? {AMOUNT}(?: "
    r"\w+){0,3}? (?:dollars|pounds|euros|bucks|quid|grand|rupees)?(?: left)? ?(?:until (?:friday|monday"
    r"|payday|the end|next|i get)|till (?:friday|monday|payday|the end|next)|to last me|to live on|left for "
    r"(?:food|rent|the month)|to survive)",
    rf"{WHO}(?: [\w']+){{0,2}} (?:brings? in|bringing in|brought in|take home|earn together)\b",
    r"\b(?:my|our) (?:boss|employer|manager|company|work|firm)(?: [\w']+){0,3} (?:refused|denied|fired|sacked"
    r"|pays?|paid|underpays?|owes?|cut|laid|let me go|docked|won't pay|hasn't paid|demoted|promoted|reduced)(?: "
    r"\w+){0,3} (?:me|us|my|our|raise|off|enough)\b",
    rf"{RELATIVE}(?: [\w']+)? (?:left|gave|lent|stole|borrowed|owes?|sends?|wants|asks?|loaned|spent|lost|gambled"
    rf"|hid)(?: [\w']+){{0,2}} (?:{AMOUNT}|[$£€]|money|all our|our savings|my savings|everything we)",
    r"\b(?:hide|hiding|hid|stash|stashed|transfer|launder) (?:\w+ ){0,2}(?:money|cash|savings|assets|income) "
    r"from (?:my|our|the)",
    r"\b(?:kick|kicking|kicked|throw|throwing|threw|forc\w+) (?:me|us) out\b|\bbehind (?:on|with) (?:my|our"
    r"|the) (?:rent|mortgage|car|bills|payments|loan|tax)",
    r"\b(?:i|we) (?:put|invested|lost|have|keep|moved|sank)(?: [\w']+){0,5} (?:into|in) (?:bitcoin|crypto|stocks"
    r"|shares|the stock market|a pyramid scheme|offshore|gold|an offshore account|a fund|premium bonds|dogecoin"
    r"|ethereum)",
    rf"{WHO}{ADV} (?:earn|earns|earned|make|makes|made|bring home|brings home|gets? paid|take home|pay in tax"
    rf"|paid in tax|pull in)(?: [\w']+){{0,2}} {AMOUNT}(?:.{{0,30}}?{CURRENCIES})?(?! (?:mistakes?|cakes?|cups?"
    r"|cookies|dishes|points|sandwich\w*|pizzas?|meals?|new|friends?|people|minutes|calls?|phone|things?"
    r"|portions?|servings?|eggs|more|o'clock))",
    rf"{WHO}{ADV} (?:owe|owes|owed|owing)(?! you one| it to| much to| an apology)(?: [\w']+){{0,4}} (?:[$£€]"
    r"|\w*\d|money|dollars|pounds|euros|grand|thousand|bucks|rent|tax|taxes|on|bank|back|him|her|them|hundred|a "
    r"lot)",
    r"\b(?:i've got|i have|we have|we've got|i had|there's|there is|i'm left with|left with|i only have)(?: "
    rf"\w+){{0,2}} {AMOUNT}(?: ?\w+){{0,3}}? (?:{CURRENCIES} )?(?:left )?(?:in (?:savings|the bank|my|our|cash|debt"
    r"|crypto|stocks|shares|bitcoin|an? isa|an? account)|saved|in (?:checking|equity)|to my name|until payday"
    r"|left to live|left until)",
    r"\b(?:i|we|i've|we've)(?: can't| cannot| can not| couldn't| can hardly| can barely| struggle to| "
    r"struggling to| won't be able to| don't know how to| not able to)(?: [\w']+){0,3} (?:pay|afford|make|cover"
    r"|keep up with)(?: [\w']+){0,3} (?:rent|bills?|mortgage|payments?|ends meet|loan|taxes|heating|food|tuition"
    r"|debts?|electricity|medicine|credit card|groceries|fees)",
    rf"{WHO}{ADV} (?:lost|losing|lose|quit|been fired|fired|laid off|let go|sacked|made redundant"
    r"|redundant)(?: (?:my|his|her|our|the|from))* (?:job|jobs|work|everything|house|home|savings|business|all "
    r"(?:my|our) money|a lot of money|a fortune)",
    rf"{AM} (?:fired|sacked|laid off|let go|made redundant|unemployed|out of work|broke|bankrupt|in debt|skint"
    r"|overdrawn|on benefits|on food stamps|on welfare|on the dole|behind on|behind with|maxed out|penniless"
    r"|getting evicted|being evicted|evicted|about to lose|claiming|drowning in|millionaires?|paid (?:less|more"
    r"|only|weekly|monthly|minimum)|living (?:off|on) (?:savings|credit|my))\b",
    rf"{WHO}{ADV} (?:paid|pay|paying|file|filed|declare|declared|declaring|cheated on|evaded|hidden|hide)(?: "
    r"\w+){0,2} (?:taxes|income tax|bankruptcy|income from|money from|alimony|child support)\b",
    r"\b(?:my|our|his|her)(?: [\w']+)? (?:salary|wages?|pay|paycheck|payslip|income|bonus|pension|savings|debts?"
    r"|mortgage|rent|overdraft|credit score|credit rating|balance|net worth|401k|investments|portfolio"
    r"|inheritance|tax (?:bill|return|refund)|loan|loans|child support|alimony|finances|allowance|stocks|hourly "
    r"rate|monthly payment)(?: [\w']+)? (?:is|are|was|were|went|has|have|got|bounced|of|isn't|aren't|comes|came"
    r"|stands|dropped|doubled|declined|that i can't|just|won't|don't|doesn't|hasn't|haven't)\b",
    rf"{WHO}{ADV} (?:inherited?|inheriting|won|gambled?|gambling|borrowed?|lent|stole|embezzled|remortgaged?"
    r"|refinanced?|pawned|invested?|saved up|saved|sold (?:our|my) house|hid|withdrew|spent)(?: [\w']+){0,3} "
    rf"(?:[$£€]\s?\d\S*|\d\S*|{CURRENCIES}|house|money|ring|savings|inheritance|lottery)",
    r"\bthey (?:cut|docked|garnished|froze|reduced|stopped|turned off|shut off|repossessed|took)(?: [\w']+)? (?:my"
    r"|our) (?:\w+)",
    r"\b(?:bank|lender|landlord|creditors?|bailiffs?|debt collectors?|collection agency)(?: [\w']+){0,6} (?:my"
    r"|our|me|us)\b(?! (?:open|close|branch))",
    rf"{WHO}{ADV} (?:retire|retiring|retired)(?: [\w']+){{0,3}} (?:with|on) (?:{AMOUNT}|a pension)",
    r"\bmy (?:credit |debit |bank )?card (?:was|is|got|gets|keeps getting|has been) (?:declined|rejected"
    r"|refused|maxed|blocked|frozen|cancelled)",
    r"\b(?:can|could) (?:i|we) afford(?: [\w']+){0,8} (?:on|with) (?:my|our|a salary|\d)",
    r"\b(?:pay off|paying off|consolidate) (?:my|our|his|her)\b",
]

LAW = [
    r"\b(?:caught|arrested|charged|fined|searched|raided|handcuffed|accused|accuses|took|taken|sued|suing|sues"
    r"|prosecut\w+|evicted|questioned|detained|reported|blackmail\w*|stalking|stalks|threatened|threatens"
    rf"|harassing|framed|scammed|defrauded|interviewed by police) (?:me|us|{RELATIVE[2:]})\b(?: (?:for|of|to court"
    r"|driving|stealing|with|by|in|last|yesterday|at|because|and|over)|$)",
    rf"{WHO}(?:'s|'ve)?{ADV} (?:got|served|serving|doing|facing|given|sentenced to|looking at)(?: [\w']+){{0,2}} "
    r"(?:years|months|life)(?: (?:in|for|behind|of|inside)|$)",
    rf"{WHO}{ADV} (?:hit|ran over|crashed into|scratched)(?: [\w']+){{0,4}} and (?:drove|ran|fled|left|didn't stop)",
    rf"{ME}{ADV} (?:sue|suing|appeal|appealing|confess|confessed|testify|testified|plead|pleaded|perjure"
    r"|violated|violate|skipped bail|jumped bail|signed (?:a |the )?(?:confession|plea|nda|settlement|prenup)"
    r"|destroyed evidence|hid the|forged|didn't declare|not declared|haven't declared|didn't report"
    r"|underreported)\b",
    r"\b(?:my|our) (?:ex|landlord|neighbou?r|employer|boss|tenant|brother|sister|former \w+)(?: [\w']+){0,4} "
    r"(?:to court|the kids from me|a lawyer|legal action|sue|suing|sued|custody|the police on|an injunction"
    r"|eviction)\b",
    rf"{WHO}(?:'s|'m|'re|'ve)?{ADV} (?:charged|arrested|sued|indicted|convicted|sentenced|prosecuted|detained"
    r"|deported|fined|caught|subpoenaed|accused|investigated|pulled over|stopped by the police|framed"
    r"|raided)\b(?! (?:a|the|my|up|cold|fire|fish|on|in the rain|me|him) )",
    r"\b(?:the )?(?:police|cops?|detectives?|sheriff|fbi|irs|hmrc|immigration|ice|prosecutor|judge|court"
    r"|bailiff|social services|tax office)(?: [\w']+){0,4} (?:me|my|our|us)\b",
    r"\b(?:my|our) (?:\w+ )?(?:lawyer|solicitor|attorney|barrister|public defender|parole officer|probation "
    r"officer|trial|hearing|court (?:date|case|hearing)|criminal record|conviction|sentence|divorce|custody"
    r"|bail|lawsuit|settlement|prenup|restraining order|warrant|plea|arrest|probation|parole|deportation|last "
    r"will)\b",
    rf"{WHO}(?:'s|'m|'re)?{ADV} (?:on trial|in court|due in court|on bail|on parole|on probation|in custody"
    r"|going to court|in jail|in prison|behind bars|locked up|under arrest|under investigation|doing time"
    r"|facing (?:charges|prison|trial|jail)|out of (?:jail|prison)|released from|serving time|wearing an ankle)",
    rf"{ME}{ADV} (?:stole|stolen|shoplift\w*|embezzl\w*|forged?|vandali[sz]ed|hacked|smuggled?|blackmail\w*"
    r"|evaded?|perjured|killed (?:a|some|my)|robbed?|dealt drugs|sell drugs|ran over|hit (?:a|someone|somebody) "
    r"(?:with|and)|driven drunk|drove drunk|drive drunk|drove without|lied (?:to the|under|on my|in court)"
    r"|faked)\b",
    rf"{ME}(?:'re|'m)?{ADV} (?:sue|suing|press|pressing|file|filed|filing)(?: [\w']+){{0,2}} (?:charges|my|the|our"
    r"|for divorce|complaint|lawsuit|restraining|report|against|for custody|for asylum)\b(?! (?:button|nails"
    r"|taxes|away))",
    r"\b(?:there's|there is|they have|they issued)(?: [\w']+){0,2} warrant|\bwarrant (?:out )?for (?:me|my)",
    rf"{WHO}(?:'s|'m|'re|'ve)?{ADV} (?:got a|get a|getting a|getting|in the middle of a|going through a|want a"
    r"|wants a|filing for|filed for|served with|have a|has a|had a|lost|fighting for|violated|broke|signed)(?: "
    r"\w+){0,2} (?:dui|dwi|divorce|custody|record|court date|felony|restraining order|nda|prenup|parole"
    r"|probation|summons|lawsuit|subpoena|speeding ticket|parking fine|arrest|criminal record|warrant|bail)\b",
    r"\bi(?:'m| am| was)(?: [\w']+){0,2} (?:witness|defendant|plaintiff|victim|suspect|felon|juror|informant"
    r"|whistleblower|guilty of)\b",
    r"\b(?:my|his|her) (?:licen[cs]e|driver'?s licen[cs]e) (?:was|is|got|has been) (?:suspended|revoked|taken)",
    r"\b(?:complaint|charges?|case|evidence|lawsuit|injunction|warrant|accusations?|allegations?|claim|grievance|verdict)"
    r"(?: [\w']+){0,2} against (?:me|us|my|him|her)\b",
    rf"{WHO}(?:'s|'ve)?{ADV} (?:got|received|paid|fighting|contest\w*)(?: [\w']+){{0,2}} (?:ticket|fine|summons|citation)"
    r" (?:for|from|because)\b",
    r"\b(?:driving drunk|drove drunk|juvie|juvenile hall|tax evasion|without a permit|my parole|my "
    r"probation)\b.*\b(?:i|my|me)\b"
    r"|\b(?:i|my|me|we)\b.*\b(?:driving drunk|drove drunk|juvie|juvenile hall)\b",
]

IDENTITY = [
    r"\b(?:my|our) (?:rabbi|imam|priest|pastor|vicar|minister|guru|bishop|congregation|bar mitzvah|bat mitzvah"
    r"|baptism|first"
    r" communion|tribe|clan|caste)\b",
    r"\bi(?:'ve| have)? (?:support|back|donate to|campaign for|belong to|vote for|hate|protest against"
    r"|marched)(?: [\w']+){0,3} (?:party"
    r"|movement|union|republicans|democrats|socialists|communists|conservatives|labour|greens)\b",
    rf"{WHO}(?:'s)?{ADV} (?:go|goes|went|going|grew up|raised|belong|belongs|attend|attends|pray|prays)(?: "
    r"\w+){0,3} (?:mosque|synagogue|church|mass|temple|gurdwara|sunday school|bible study|quran class|pride"
    r"|catholic|muslim|jewish|mormon|hindu|witness|baptist|orthodox|amish|evangelical|atheist)\b",
    r"\b(?:i|we)(?:'m|'re| am| are)? (?:registered|enrolled|active|card carrying|campaigning|canvassing|running"
    r"|protest\w*)(?: [\w']+){0,3} (?:republican|democrat|party|labou?r|tory|communist|socialist|green|election"
    r"|union)",
    rf"(?:{WHO}|\bour family|\bmy family)(?:'ve)?{ADV} (?:fled|immigrated|emigrated|escaped from|crossed the "
    r"border|came here (?:illegally|as|on a|from)|sought asylum|seek asylum|overstayed|entered illegally"
    r"|naturali[sz]ed|applied for (?:asylum|citizenship))\b",
    r"\b(?:i'm|i am|we're|we are|my \w+ is)(?: [\w']+)? (?:half|part|a quarter|mixed|originally|ethnically"
    r"|biracial)[ -](?!of|way|time|price|an|a|past|asleep|full|done|sure)\w+(?: and half \w+)?(?: (?:descent"
    r"|origin|heritage|american))?",
    r"\b(?:i'm|i am|we're|we are)(?: an?| the only| the first)? (?:black|white|asian|hispanic|latino|latina"
    r"|latinx|arab|african|native|indigenous|romani|brown|a person of colou?r|a woman of colou?r|palestinian"
    r"|kurdish|tibetan|uyghur|a minority|dalit)\b(?! belt| and blue)",
    rf"{WHO}{ADV} (?:stopped |started |no longer |really )?believ(?:e|ed|es|ing) in (?:god|allah|jesus|christ"
    rf"|heaven|the church|any god|islam)|{ME}{ADV} (?:lost my faith|found god|found jesus|left the church)",
    rf"{WHO}{ADV} (?:keeps? kosher|eats? (?:only )?(?:halal|kosher)|observes? (?:the )?(?:sabbath|shabbat"
    r"|ramadan|lent)|wears? (?:a |the |my )?(?:hijab|headscarf|turban|kippah|yarmulke|niqab|burqa|cross)|fasts? "
    r"(?:for|during)|pray(?:s|ed)? (?:five|every|to|at|for))",
    r"\b(?:don't|doesn't|do not|didn't|haven't got|have no|without)(?: [\w']+)? (?:papers|work permit|legal status"
    r"|residence permit|valid visa|a visa to)",
    r"\b(?:i|my \w+|he|she)(?: [\w']+)? (?:likes?|prefers?|fancies|fancy|dates?|dating|is into|am into|attracted "
    r"to) (?:both )?(?:girls|boys|men|women|guys|other (?:girls|boys|men|women))\b|\bthat i(?:'m| am) (?:into"
    r"|attracted to)",
    r"\b(?:use|uses|go by|goes by|prefers?|wants? to be called|asked to be called)(?: [\w']+){0,4} (?:he him|she "
    r"her|they them|ze zir|pronouns)\b|\bborn in the wrong body|\bdon't feel like a (?:man|woman|boy|girl)"
    r"|\btransition(?:ing)? to (?:male|female|a man|a woman)",
    rf"{WHO}(?:'s)?{ADV} (?:come out|came out|coming out)(?: as| to|$)(?! of| on)",
    rf"{WHO}{ADV} (?:vote|voted|voting|votes) (?:for|against|labour|tory|conservative|republican|democrat"
    r"|green|liberal|leave|remain|trump|biden)",
    r"\b(?:my|our|his|her) (?:\w+ )?(?:ethnicity|race|religion|faith|sexuality|gender|gender identity|sexual "
    r"orientation|orientation|caste|nationality|heritage|immigration status|political (?:views|party|beliefs)"
    r"|beliefs|skin colou?r|pronouns|visa(?: status| application)?|asylum (?:claim|application|case)"
    r"|citizenship|mosque|synagogue|temple|parish|union rep|residence permit|work permit|transition|deadname"
    r"|church)\b(?! museum| in history)",
    rf"{ME}{ADV} (?:use|go by|prefer) (?:they|she|he|them|ze)(?:\b|/)(?: them| him| her)?",
    rf"{WHO}(?:'ve)?{ADV} (?:converted|converting|convert|baptised|baptized|excommunicated)\b(?! (?:miles"
    r"|dollars|pounds|euros|\d))",
    rf"{WHO}(?:'m|'ve)?{ADV} (?:joined|belong to|member of|left|leaving|join|campaign for|donate to|donated to"
    r"|supporter of)(?: [\w']+){0,3} (?:party|union|church|mosque|temple|synagogue|cult|communists?|greens"
    r"|democrats|republicans|faith)\b",
    r"\b(?:i'm|i am|we're|we are) (?:a |an )?(?:member of|member in) (?:the )?(?:\w+ ){0,2}(?:party|union"
    r"|church|mosque|congregation|movement|cult)",
    r"\bas an? (?:\w+ )?(?:lesbian|gay|muslim|jew|jewish|christian|catholic|hindu|sikh|trans|black|asian|latino"
    r"|latina|queer|bisexual|refugee|immigrant|transgender|atheist|buddhist|disabled|nonbinary)\b",
    r"\b(?:i'm|i am|i was|my \w+ is|my \w+ was|we're|we are)(?: [\w']+){0,2} (?:questioning my|adopted|illegal"
    r"|here illegally|undocumented|stateless|closeted|in the closet|transitioning|out to|attracted to (?:men"
    r"|women|both|girls|boys|guys)|biracial|of (?:\w+ )?(?:descent|origin|heritage)|a (?:\w+ )?(?:immigrant"
    r"|refugee|migrant|believer|convert))\b",
    rf"{ME}{ADV} (?:pray|praying|fast|fasting|worship|go to (?:church|mosque|mass|synagogue|temple))(?:$| at| "
    r"in| for| every| five| during| on)",
    r"\b(?:my|our|her|his) (?:student |work |tourist )?(?:visa|green card|work permit|residence permit"
    r"|papers)(?: [\w']+){0,2} (?:expired|ran out|was denied|were denied|was refused|is expired|has expired|been "
    r"rejected|was rejected|overstayed|runs out|expires)",
    rf"{ME}{ADV} (?:born|assigned)(?: a)? (?:male|female|intersex|(?:man|woman|boy|girl) but)|trapped in the "
    r"wrong body|\bi like (?:both )?(?:men|women|boys|girls|guys)(?: and (?:men|women|boys|girls))?\b(?:$|.* "
    r"instead)",
]

WHEREABOUTS = [
    r"\b(?:only one|only person|only ones) (?:at )?(?:home|in the (?:house|flat|building))\b",
    r"\b(?:window|door|gate|garage|shed)(?: [\w']+){0,5} (?:open|unlocked|ajar)\b.* (?:when|while|if|at night|overnight)\b",
    rf"{CHILD}(?: [\w']+){{0,3}} (?:is|are|will|stays?|staying|goes|waits?|waiting|rides?|takes|catches|plays?"
    r"|sleeps?|swims?|trains|practi[cs]es"
    r"|meets|spends?|arrives?|leaves|gets|comes?|travels?|walks?|cycles|runs|finishes|starts)(?: [\w']+){0,4} "
    r"(?:at|to|from|outside|near"
    rf"|behind|across|around|alone|until|till|by)(?! (?:what|how|why|who|watch|play|eat|learn|know|be|become|see))\b",
    r"\b(?:house|flat|apartment|home|place|cottage|cabin|farm|villa|condo)(?: [\w']+){0,4} (?:empty|unattended"
    r"|unoccupied|vacant|unlocked"
    r"|unguarded)\b(?<!is my house empty)",
    r"\b(?:nobody|no one|no-one)(?:'s| is| will be|'ll be)? (?:at|in) (?:the|our|my) (?!world\b|history\b)\w+",
    r"\b(?:i|we)(?: [\w']+){0,2} (?:put|leave|hide|keep|store|left|hid|kept)(?: [\w']+){0,4} keys?(?: [\w']+){0,3} (?:in"
    r"|under|behind|on|above|inside|at|with)\b",
    r"\b(?:i'm|we're|i am|we are|my \w+ is|my \w+ are) (?:leaving|going|off|flying|heading|driving|travelling"
    r"|traveling)(?: away)?"
    r"(?: [\w']+){0,2} (?:for|on|to)(?: [\w']+){0,2} (?:vacation|holidays?|honeymoon|business trip|two weeks|a week"
    r"|the weekend|a month|ten days)",
    r"\b(?:nobody|no one|no-one|nobody's|no one's)(?: is| are|'s| will be)? (?:in|around|there|about)(?:$"
    r"|[.,?!]| (?:during|until|from|all|at|on|between|in the))",
    rf"{RELATIVE}(?: [\w']+)? (?:is|are|will be|stays?|lives?|'s)(?: [\w']+)? (?:alone|unattended|on (?:his|her|their) own"
    r"|by (?:himself|herself|themselves))\b",
    r"\b(?:we'll|i'll|we will|i will|we're going to|i'm going to) be (?:in|at) (?:\w+ ){1,3}(?:all|until|till"
    r"|from|for|next|this|over|during|through)\b",
    r"\b(?:get|getting|come|coming|fly|flying|be) back (?:home )?(?:on|from|next|in|until|after|before) (?:the "
    r"\w+th|the \w+|monday|tuesday|wednesday|thursday|friday|saturday|sunday|holiday|vacation|spain|\w+ weeks?"
    r"|\w+ days?)",
    r"\b(?:door|window|gate|garage|lock|alarm|patio door|basement|shed)(?: [\w']+)? (?:doesn't|does not|won't"
    r"|isn't|can't be) (?:lock|close|locked|shut|work|working|set|armed)\b",
    r"\b(?:alone with (?:the|my|our) (?:kids|children|baby|kid|son|daughter|twins)|(?:kids|children|twins|son"
    r"|daughter|baby|boy|girl) (?:is|are|will be|stay|stays)(?: [\w']+)? (?:alone|unsupervised|by themselves|by "
    r"himself|by herself))\b",
    r"\b(?:we|i)(?:'re| are|'m| am)? (?:won't|will not|not going to|not) be (?:home|back|at home|in|there)\b",
    r"\b(?:nobody|no one|noone|no-one|not a soul)(?:'s| is| will be| gonna be| was|'ll be)?(?: [\w']+){0,2} "
    r"(?:home|at home|at our place|at my place|in the house|there during|at the house|in the flat|here|at the "
    r"apartment|looking after the house)\b(?! by)",
    r"\bthere(?:'s| is|'ll be| will be) (?:nobody|no one|no-one) (?:at |in )?(?:home|our|my|the house|here|the flat|there)",
    r"\b(?:the|our|my) (?:\w+ )?(?:house|flat|apartment|home|place|cabin|cottage|property|villa|condo|shop"
    r"|holiday home)(?: [\w']+){0,2} (?:is|will be|stays|sits|stands|be|gonna be|'s|are|left|going to be)(?: "
    r"\w+){0,2} (?:empty|unoccupied|unattended|vacant|unlocked|open|unguarded)",
    r"\b(?:i'm|i am|we're|we are|i'll be|we'll be|i will be|we will be|while i'm|while we're|when we're|my \w+ "
    r"is|my \w+ are|my \w+ will be|been|everyone's|everybody's|everyone is)(?: [\w']+){0,2} (?:away|out of town"
    r"|out of the country|abroad|on holiday|on vacation|on a business trip|on a cruise|out all|gone|overseas"
    r"|travelling until|traveling until|not home|not at home|not be home)(?: until| till| from| for| next| this"
    r"| on| over| all| during| tomorrow| tonight| the| between| and|$|[,.?!]| in| every| so| can| please| turn| "
    r"should)",
    r"\b(?:spare|house|front door|back door|extra|emergency|door|hidden) keys?(?: [\w']+){0,3} (?:under|behind|in"
    r"|inside|on|above|hidden|beneath|with the)\b",
    r"\b(?:key|keys) (?:is|are|'s) (?:under|behind|hidden|in|inside) (?:the|a|our|my)",
    r"\b(?:i|we) (?:always |usually |never |often |don't |forgot to |just |had |have |only |sometimes "
    r")*(?:leave|left|lock|locked|keep|kept|hide|hid)(?: [\w']+){0,4} (?:door|window|gate|garage|key|keys|alarm"
    r"|safe|house)(?: [\w']+)? ?(?:unlocked|open|under|behind|off|empty|alone|unattended|at night|when|in|on)?(?=$"
    r"|\s|,)",
    r"\b(?:i|we) live alone\b|\b(?:i'm|i am|i'll be|she's|my \w+ is|my \w+ lives|my \w+ will be)(?: [\w']+){0,3} "
    r"(?:home alone|alone at home|alone in the (?:house|flat)|by myself (?:at|tonight|until)|alone (?:tonight"
    r"|until|all|this|every)|alone at)(?! the movie)",
    r"\b(?:alarm|security system|cameras?)(?: [\w']+){0,3} (?:off|broken|doesn't work|don't work|disabled|not "
    r"working|isn't set|switched off)(?: [\w']+){0,3}(?: (?:while|when|until|at night|home|house))",
    r"\b(?:we|i)(?:'re|'m| are| am)? (?:fly|flying|leave|leaving|drive|driving|travel|go|going|travelling"
    r"|traveling)(?: [\w']+){0,6} (?:and|so)(?: [\w']+){0,2} (?:house|home|flat|nobody|no one|place|apartment|dog)",
    r"\b(?:we|i) (?:leave for|get back|come back|return|won't be (?:back|home|in)|aren't (?:back|home)|are back"
    r"|don't get (?:back|home))(?: [\w']+){0,4} (?:until|till|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|next"
    r"|before|for (?:two|three|a|ten|several))\b",
]
