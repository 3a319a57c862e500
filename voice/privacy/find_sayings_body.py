"""Sayings about health and intimacy."""

from voice.privacy.find_phrases import ADV, AILS, AM, BE, BODY, ME, RELATIVE, WHO

HEALTH = [
    rf"{RELATIVE}(?: [\w']+){{0,2}} (?:swallowed|choked|choking|fell (?:off|down|out)|drank (?:bleach|\w+ cleaner)"
    r"|banged|snores|hit (?:his|her) head"
    r"|stops breathing|born (?:with|without|early|premature\w*)|was bitten|got stung|isn't breathing|turned "
    r"blue|got hurt)\b",
    rf"{WHO}(?:'s|'ve|'m)?{ADV} (?:refuse[sd]?|forgot|forgets|need[s]?|skipp?(?:s|ed)?|miss(?:es|ed)?|takes?"
    r"|took|stopped)(?: [\w']+){0,3} (?:pills?"
    r"|tablets|meds|medication|medicine|dose|insulin|treatment|inhaler|injections?|vitamins prescribed)\b",
    rf"\b(?:my|our|his|her)(?: [\w']+)? (?:{BODY}|drinking|smoking|contractions|waters?|labou?r|pregnancy|symptoms"
    r"|fever|cough) (?:won't|broke"
    r"|are|is|has|have|out of|keeps?|started|stopped|came|come)\b",
    r"\b(?:biopsy|scan|x-?ray|mri|test|results?|bloods|ultrasound)(?: [\w']+)? (?:showed?|shows|found|came back"
    r"|says?|revealed|was|were)\b.*\b(?:i|my|me|we|our)\b",
    r"\b(?:malignant|benign|metasta\w+|terminal|stage (?:one|two|three|four|[1-4]))\b.*\b(?:i|my|me|we|our)\b"
    r"|\b(?:i|my|we|our)\b.*\b(?:malignant|metasta\w+|stage (?:three|four|[34]))\b",
    r"\bi(?:'m| am|'ve been) (?:expecting(?:$| a baby| twins| our| my| in)|nursing\b|lactating|ovulating"
    r"|menstruating|in the closet"
    r"|struggling(?: with my| to (?:cope|get|eat|sleep|breathe|walk)|$)|not coping|a burden|a failure|scared "
    r"(?:of dying|i have)"
    r"|afraid i(?:'m| have| might)|worried (?:i have|i might|i'm|it's|about my (?:health|weight|baby|son"
    r"|daughter|mother|father|heart)))",
    r"\bi (?:hate|can't stand|want to change) my (?:body|life|weight|face)\b|\bi (?:can't cope|self medicate|can't go on)\b"
    r"|\bworried (?:because|that) (?:my|our|he|she)\b",
    rf"{ME}{ADV} (?:inject|injecting|injected|self medicate|self medicating|stop (?:washing|counting|checking"
    r"|scratching|eating|shaking|drinking|crying|picking|pulling)|tubes tied|had my (?:\w+ )?(?:removed|tied"
    r"|out|amputated|pumped|drained|tested|checked))\b(?! (?:my car|the oil))",
    r"\bhad (?:my|his|her|a) (?:\w+ ){1,2}(?:removed|tied|taken out|amputated|replaced|pumped|biopsied|drained)\b",
    rf"{ME}(?:'m|'re)?{ADV} (?:\w+ )?(?:weeks|months) (?:along|pregnant|sober|clean|post ?partum|postpartum)\b"
    r"|\bi'm (?:\w+ ){1,2}(?:weeks|months) (?:along|pregnant|sober|clean)",
    rf"\b(?:my|his|her|our)(?: [\w']+){{0,2}}? (?:{BODY}|hair|memory|sleep|appetite|hearing|vision|eyesight|blood"
    r"|sugar|a one c|heartbeat|breathing|weight|mood|nerves|immune system|eating|metabolism|drinking|smoking"
    rf"|mental state)(?: levels?| count)? {BE}\b(?! (?:full|tied|cold|wet|dirty|growling|rumbling|brown|long"
    r"|too long|curly|blond|set on))",
    rf"{RELATIVE}(?: [\w']+)? (?:keeps?|kept|is|has been|have been|started|can't stop|won't stop) (?:forgetting|falling"
    r"|coughing|vomiting|drinking|losing|hallucinating|fainting|crying|sleepwalking|bleeding|limping|shaking"
    r"|confused|not eating|starving|hearing voices|wandering)",
    rf"{RELATIVE}(?: [\w']+)? (?:wets|drinks|forgets|smokes|(?:can't|cannot|can hardly|can barely)(?: [\w']+)? (?:walk"
    r"|hear|see|sleep|breathe|eat|remember|stop|speak|talk|move|swallow)|won't (?:eat|sleep|take)|stopped "
    r"(?:eating|talking|breathing|walking|taking)|doesn't (?:eat|speak|recogni[sz]e|remember))",
    r"\b(?:i|i'd|i've)(?: [\w']+){0,3} (?:want(?:ed)? to die|rather be dead|wish i was dead|wish i were dead|don't "
    r"want to (?:live|be here|wake up)|giving up on (?:life|everything)|feel like giving up|end my life|no "
    r"reason to live|better off without me)",
    r"\b(?:burns?|hurts?|blood|bleed|bleeding|stings?|aches?|itch(?:es)?|painful|pain|numb)(?: [\w']+){0,3} "
    r"(?:when i|when he|when she|in my|down my|in his|in her)\b",
    r"\b(?:spot|mole|lump|rash|bump|bruise|blister|growth|patch|swelling|wart|boil|bite|burn|cut|pain|itch"
    r"|pimple|sore|tingling|numbness|cramps?)s? (?:on|in|under|behind|around|near|inside) (?:my|his|her|our)\b",
    r"\b(?:they|doctors?|surgeons?|hospital|dentist|clinic|ambulance|paramedics)(?: [\w']+){0,3} (?:removed|took "
    r"out|amputated|operated|replaced|found|pulled|stitched|admitted|sent) (?:\w+ ){0,3}(?:my|me|our|his|her"
    r"|cavit|something)",
    rf"{ME}{ADV} (?:stopped|stop|quit|started|forgot|miss|missed|skipped|skip|run out of|ran out of|off|back on"
    r"|on) (?:taking |to take )?(?:my |the )?(?:meds|medication|pills?|tablets?|antidepressants|insulin|dose"
    r"|injection|inhaler|drinking|smoking|eating|therapy|treatment|contraceptives?)\b",
    r"\b(?:haven't|hardly|barely|not|can't|couldn't|never)(?: [\w']+)? (?:slept|sleeping|eaten|showered|left "
    r"(?:the house|my bed)|gotten out of bed|got out of bed|get out of bed|getting out of bed)(?: [\w']+){0,2} "
    r"(?:in|for|since|at|properly|any ?more)?",
    r"\bi(?:'m| am| feel|'ve been| have been|'ve felt)(?: [\w']+){0,3} (?:worthless|hopeless|desperate|suicidal"
    r"|heartbroken|ashamed|burn(?:ed|t) out|on edge|overwhelmed|panicking|manic|paranoid|delusional"
    r"|traumati[sz]ed|grieving|having flashbacks|losing my mind|not eating|an addict|an alcoholic|hooked on|in "
    r"withdrawal|constantly tired|always tired|short of breath|out of breath|losing weight|gaining weight"
    r"|peeing|limping)\b",
    rf"\b(?:my|our|his|her)(?: [\w']+){{0,3}}? {BODY}(?:'s)?(?: [\w']+){{0,4}}? {AILS}",
    rf"{WHO}{ADV} (?:hurt|broke|sprained|injured|tore|twisted|dislocated|burned|burnt|pulled|cracked|fractured"
    rf"|strained) (?:my|his|her|our) (?:\w+ )?(?:{BODY}|ribs?|collarbone|tailbone|ligaments?|meniscus|acl|heel"
    r"|thumb|pelvis|skull|hamstring|calf)\b",
    rf"{ME}{ADV} (?:feel|feeling|felt)(?: [\w']+){{0,2}} (?:sick|dizzy|nauseous|hopeless|worthless|suicidal|numb"
    r"|depressed|anxious|faint|ill|lonely|empty|exhausted|unwell|feverish)",
    rf"{AM} (?:sick|ill|dizzy|nauseous|vomiting|throwing up|bleeding|coughing|feverish|constipated|pregnant"
    r"|allergic|in labou?r|sober|in recovery|in remission|bloated|in pain|dying|contagious|immunocompromised|in "
    r"(?:the )?hospital|hospitali[sz]ed|hearing voices|overweight|infertile|self harming|cutting myself|high "
    r"risk|contracting|wheezing|hungover|due in|having contractions|weeks along)\b(?! (?:to|of|for a|about) )",
    rf"{WHO}(?:'s|'re)?{ADV} (?:in|into|at|to|from|out of) (?:the |a )?(?:hospital|icu|emergency room|er|a and "
    r"e|intensive care|psych ward|nursing home|care home|clinic|rehab)\b",
    rf"{WHO}{ADV} (?:tried to |want to |going to |wants to |planning to |thought about |thinking about "
    r"|thoughts of )(?:kill(?:ing)?|hurt(?:ing)?|harm(?:ing)?|end(?:ing)?) (?:myself|himself|herself|themselves"
    r"|my life|it all|his life|her life)",
    rf"{ME}{ADV} (?:cut|cutting|hurt|hurting|harm|harming|starve|starving|burn) myself\b",
    rf"{ME}{ADV} (?:throw up|throwing up|vomit|vomiting|black out|blacked out|faint|fainted|passed out|pass out"
    r"|collapsed|wet the bed|hear voices|binge|purge|purging|drink too much|drinking too much|drink every"
    r"|relapsed|overdosed|miscarried|wheeze|limp|snore|bleed|cough up|coughing up|stopped eating|lost "
    r"consciousness|catch my breath|breathe)\b",
    rf"{ME}{ADV} (?:weigh|weighed|lost|gained|gain)(?: [\w']+){{1,4}} (?:pounds|kilos|stone|kilograms|kg|lbs|weight)",
    rf"{ME}{ADV} (?:sleep|sleeping|slept|eat|eating|stop crying|crying)(?= (?:at all|since|for days|because|any "
    r"?more|through|for weeks|all night))",
    r"\b(?:my|the) (?:doctor|gp|surgeon|specialist|consultant|oncologist|cardiologist|psychiatrist|gynecologist"
    r"|dermatologist|urologist|neurologist|midwife|nurse|pediatrician|vet nurse)(?: [\w']+){0,3} (?:says|said"
    r"|thinks|told|put|wants|found|prescribed|recommended|diagnosed|thought|suspects|gave|ordered|sent|referred)",
    r"\bput me on \w+|\bprescribed (?:me|my|him|her)\b|\b(?:i was|i've been|i got|she was|he was|been) "
    r"(?:prescribed|diagnosed|hospitali[sz]ed|vaccinated|admitted|operated|referred|misdiagnosed)",
    r"\b(?:my|our|his|her) (?:\w+ )?(?:test|tests|scan|biopsy|results?|smear|bloods|blood work|x-?rays?|mri"
    r"|screening|ultrasound|pregnancy test|mammogram)(?: [\w']+){0,3} (?:came back|is|are|was|were|show|shows"
    r"|showed|positive|negative|abnormal)",
    r"\b(?:my|our) (?:medication|meds|pills|tablets|prescription|dose|dosage|inhaler|diagnosis|illness|disease"
    r"|condition|disability|symptoms|pregnancy|due date|ovulation|cycle|fever|temperature|cough|pain|nausea"
    r"|rash|weight|bmi|heart rate|pulse|drinking|sobriety|therapist|psychiatrist|psychologist|counsell?or"
    r"|oncologist|cardiologist|urologist|chemo|surgery|operation|treatment|injury|wound|period|allerg\w+"
    r"|recovery|addiction|mental health|blood type|blood group|transplant|stutter|nightmares)\b",
    rf"{RELATIVE}(?:'s)? (?:is|was|has been|are|were)(?: [\w']+){{0,2}} (?:sick|ill|dying|pregnant|disabled|allergic|in "
    r"a wheelchair|hospitali[sz]ed|in a coma|blind|deaf|mute|diabetic|autistic|an alcoholic|vomiting|feverish"
    r"|coughing|unwell|on life support|senile|suicidal|paraly[sz]ed|drinking again|using again)\b",
    rf"{RELATIVE}(?:'s)?(?: [\w']+){{0,3}} (?:died|passed away|collapsed|fainted|overdosed|miscarried|vomit\w*|fever"
    r"|throwing up|threw up|broke (?:his|her)|needs? (?:surgery|insulin|an operation|dialysis|a transplant"
    r"|chemo))\b",
    rf"{ME}(?:'m|'re)?{ADV} (?:in|going to|go to|went to|see|seeing|attend) (?:a |my )?(?:therapy|therapist"
    r"|rehab|a shrink|psychiatrist|aa meetings|counsell?ing|counsell?or|support group|alcoholics anonymous"
    r"|narcotics anonymous|dialysis)\b",
    rf"{ME}{ADV} (?:take|took|taking|takes|use|using|inject|injecting|smoke|smoking|snort|snorted|swallowed)(?: "
    r"\w+){0,4} (?:pills?|tablets?|milligrams|mg|cocaine|heroin|weed|cannabis|meth|crack|drugs|opioids"
    r"|medication|medicine|capsules|drops|puffs|laxatives)\b",
    r"\bmy (?:weekly|monthly|first|next|last|daily) (?:therapy|chemo|dialysis|injections?|scan|check-?up|session with)",
    rf"{WHO}(?:'ve|'s)?{ADV} (?:have|has|had|having|get|getting|got|caught|found|find|notice|noticed"
    r"|discovered) (?:a |an |this |some |these |the |really )*(?:\w+ )?(?:lump|mole|rash|fever|temperature|cold "
    r"sore|headache|headaches|toothache|stomach ache|backache|sore throat|cough|pain|pains|bruise|blister|wart"
    r"|warts|cramps|discharge|spots|nosebleeds?|flu|blood in|diarrh?o?ea|chills|swelling|tremors?|nightmares"
    r"|flashbacks|contractions|trouble (?:breathing|sleeping|swallowing|walking)|shortness of breath|difficulty "
    r"(?:breathing|swallowing)|mood swings|suicidal thoughts|side effects|chest pains?)\b",
    rf"{ME}{ADV} (?:wear|wearing|have) (?:a )?(?:hearing aids?|pacemaker|prosthetic|colostomy|insulin pump"
    r"|catheter|adult diapers|diapers)",
    r"\bside effects?(?: [\w']+){0,5} \b(?:i'm|i am|i've|my)\b",
    rf"{ME}(?:'ve)? been (?:sober|clean|off (?:the )?(?:drugs|drink|booze)|drinking|vomiting|coughing|bleeding"
    r"|trying (?:for a baby|to conceive|to get pregnant|ivf)|depressed|struggling with|suffering|feeling "
    r"(?:down|low|hopeless|suicidal|depressed|anxious|so)|having (?:chest|panic|trouble|thoughts|pain|stomach))",
    rf"{ME}(?:'re)?{ADV} (?:trying for a baby|trying to conceive|trying to get pregnant|lost (?:the|our|a) baby"
    r"|expecting a baby|have trouble conceiving|terminate)",
]

INTIMACY = [
    r"\b(?:me|my|i|we)\b(?: [\w']+){0,3} (?:porn\w*|nudes|naked pictures)\b|\bbehind (?:my|his|her|[\w']+'s) back\b",
    r"\bi (?:married|shouldn't have married|should never have married) (?:the wrong|too young|someone i|a man i"
    r"|a woman i|for money|him|her)\b"
    r"|\b(?:i'm|i am|he's|she's) (?:dating|seeing|sleeping with) (?:two|three|several|another|a married|other|someone)\b",
    r"\b(?:doesn't|does not|don't|didn't|never|no longer|not) (?:really )?loves? (?:me|him|her|my (?:wife"
    r"|husband|partner|boyfriend|girlfriend))\b",
    r"\b(?:in bed|turns me on|turn me on|sexual fantas\w+|feelings for (?:my|a|him|her|another|someone)|perform "
    r"in bed|naked with|making a move on (?:my|me))\b",
    r"\b(?:i|i've|i'm|he|she|he's|she's)(?: [\w']+){0,2} (?:fallen|fell|falling|fall) (?:for|in love with) (?:my|a"
    r"|him|her|someone|another)\b",
    r"\b(?:afraid|scared|terrified|frightened) of (?:my (?:husband|wife|boyfriend|girlfriend|partner|father|dad"
    r"|ex|stepdad|mother)|him|her)\b",
    r"\bmy marriage\b|\b(?:i|we) (?:hate|resent|regret|can't stand) (?:my|marrying my|our) (?:husband|wife"
    r"|marriage|boyfriend|girlfriend)\b"
    r"|\bregret (?:marrying|sleeping|having kids|cheating)",
    r"\bstopped (?:being intimate|having sex|sleeping together|kissing|touching)\b|\bsex (?:hurts|is|was|with "
    r"my|drive)\b.*\b(?:i|my|me|us|we|the baby)\b",
    r"\b(?:seeing|texting|meeting|calling|sleeping with|back with|miss|missing|over|stalking|messaging|in touch "
    r"with|still love|still loves) (?:his|her|my|their|an|the) ex\b",
    r"\b(?:i|we|he|she|wife|husband|partner|boyfriend|girlfriend|spouse)(?: [\w']+){0,3} (?:want to|wants to|going "
    r"to|should|have|are|decided to|asked to|might|need to|thinking of|thinking about) (?:separat(?:e|ed|ing)"
    r"|split(?:ting)? up|break(?:ing)? up|get a divorce|end it|end (?:my|our) marriage|leave (?:him|her|my|me)"
    r"|see other people|divorc(?:e|ing))",
    r"\bi(?:'m| am|'ve been| have been| feel)(?: [\w']+){0,3} (?:lonely|single|celibate|unloved|heartbroken|guilty "
    r"about|jealous of (?:my|her|his)|attracted|horny|turned on|turned off|a virgin|in the closet"
    r"|infatuated)\b(?! malt)",
    r"\b(?:can't|cannot|couldn't) (?:stop (?:thinking|fantasi[sz]ing|dreaming) about (?:my|him|her|a|this"
    r"|another|someone)|get (?:him|her|my ex) out of my (?:head|mind)|trust my (?:wife|husband|partner"
    r"|boyfriend|girlfriend)|forgive (?:him|her|my))",
    r"\b(?:he|she|my \w+|they) (?:left|dumped|rejected|cheated on|is cheating on|lied to|doesn't love|no longer "
    r"loves|stopped loving|never touches|won't touch|ghosted|forced|slapped|choked|hits|hit|beats|strangled"
    r"|threatens|controls) (?:me|us)\b(?! (?:a |the |down|up|waiting|some|alone))",
    r"\b(?:my|our) (?:spouse|wife|husband|boyfriend|girlfriend|partner)(?: and (?:i|me))?(?: [\w']+){0,3} (?:fight"
    r"|fighting|argue|arguing|separated|divorcing|in bed|sleep in separate|no sex|intimate|kissing|naked"
    r"|flirt\w*|affair|pregnant by|unhappy|texting another|distant)\b",
    r"\b(?:found|discovered|saw|read|caught)(?: [\w']+){0,4} (?:condoms?|lipstick|messages|texts|hotel receipts?"
    r"|dating app|love letters?|underwear|nudes)(?: [\w']+){0,3} (?:husband|wife|boyfriend|girlfriend|partner"
    r"|spouse|his|her)\b",
    rf"{WHO}{ADV} (?:slept with|sleeping with|sleep with|cheat(?:ed|ing|s)? on|cheating|kissed|hooked up|made "
    r"out|making out|had sex|have sex|having sex|get hard|orgasm|climax|masturbate|break up with|broke up with"
    r"|dumped|dump|left me|leave me|leave (?:my|him|her)|fell in love|fallen in love|falling for|in love with "
    r"(?:my|a|someone|him|her|another)|crush on|flirt(?:ed|ing)? with|have feelings for|has feelings for|still "
    r"love my|love (?:someone else|another)|don't love|sext\w*)\b",
    r"\b(?:i'm|i am|we're|i've been|my \w+ is|my \w+'s)(?: [\w']+){0,3} (?:having an affair|cheating|seeing "
    r"someone else|in love with|sleeping with|impotent|attracted to|seeing (?:a|another) (?:man|woman|married)"
    r"|not having sex|a virgin|gay for|obsessed with (?:my|her|him|an ex)|breaking up|separating|splitting up"
    r"|getting back with|lonely in)\b",
    rf"{RELATIVE}(?: [\w']+){{0,2}} (?:hits|hit|beats|beat|abuses|abused|rapes|raped|threatens|threatened|choked|slaps"
    r"|slapped|touches|touched|cheats|cheated|left|leaving|hurts|controls|stalks|molested|forces|forced|doesn't "
    r"love|won't touch|dumped|rejects) (?:me|us|my|on me)\b",
    r"\b(?:my|our) (?:\w+ )?(?:sex life|sex drive|libido|affair|marriage|love life|relationship|mistress|lover"
    r"|virginity|orgasms?|nudes|erections?|penis|vagina|infidelity|one night stand|tinder|dating (?:profile"
    r"|life)|break ?up|fetish|kinks?|ex)(?: [\w']+)? (?:is|was|are|isn't|has|with|on|feels|keeps|won't|wants"
    r"|started|in trouble|fell|ended|because|since|problems|to|and)\b(?! day)",
    rf"{ME}{ADV} (?:watch|watching|look at|addicted to|sent|send|posted|received|take|took)(?: [\w']+){{0,4}} "
    r"(?:porn|pornography|nudes?|naked|sexy|dick|intimate)(?: [\w']+)?",
    rf"{ME}{ADV} (?:raped|molested|groped|abused|assaulted|harassed sexually|sexually)\b|\b(?:he|she|someone"
    r"|somebody|my \w+) (?:raped|molested|groped|touched|assaulted|forced himself on) me\b",
    rf"{ME}(?:'ve|'re)?{ADV} (?:want|like|into|try|tried|have|had|having|considering|hired|hire|visited|use"
    r"|used|bought)(?: to)?(?: [\w']+){0,3} (?:open relationship|threesome|bdsm|orgasm|one night stand"
    r"|unprotected sex|anal|escort|prostitute|sex toys?|vibrator|kinky|bondage|swinging|swingers|sex|intimacy"
    r"|affair)\b",
    r"\bmy (?:spouse|wife|husband|boyfriend|girlfriend|partner) (?:doesn't know|does not know|found out|is "
    r"seeing|has been seeing|never wants|refuses to|wants (?:to leave|a divorce|an open|kids|more)|no longer"
    r"|won't (?:sleep|touch|talk)|wants me to|suspects|ignores|yells|screams|left|lies to|is jealous|moved out"
    r"|walked out|is leaving|hasn't touched|never touches|rarely touches|doesn't touch|is cold|haven't "
    r"(?:touched|slept|kissed|had|been intimate)|and i (?:haven't|don't|never|rarely|no longer|barely|stopped"
    r"|are (?:separat|divorc|not)\w*))(?! (?:went|are going|want to watch|like|need a|to|will)\b)(?! my "
    r"favou?rite)",
    rf"{ME} (?:can't|cannot|couldn't|never) (?:get|keep|have|had|maintain|satisfy|reach|get over)(?: [\w']+){{0,3}} "
    r"(?:erection|hard|orgasm|up in bed|it up|sex|my ex|climax|boyfriend|girlfriend|him|her)\b",
]
