"""Words and runs of keys of which the passwords are made that are tried first. Our own list, in lower case."""

from __future__ import annotations

WORDS = """
    000000 0987654321 102030 111111 112233 121212 123123 123321 12345 123456 1234567 12345678 123456789
    1234567890 147258 147258369 159753 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz 1qaz2wsx 246810 2wsx 3edc 654321 66666
    696969 777777 789456 888888 987654321 99999 a1b2c3 abc123 abcabc abcd1234 abcdef abcdefgh abcdefghij
    abcdefghijkl access account admin adminadmin administrator amazon america anderson andrew angel angels
    animal anthony anything apple april arsenal asdf asdfg asdfgh asdfghjkl ashley august autumn azerty babygirl
    bailey banana barcelona baseball basketball batman beautiful believe birmingham biteme blackberry blessed
    blink182 bonjour bradley brandon bristol britain british brother bubbles buster butterfly california camaro
    cambridge changeit changeme charles charlie charlotte cheese chelsea chester chicken chocolate christian
    christmas computer contact cookie cooper corvette council covid cowboy crystal daddy daniel david december
    default demo diamond doctor dolphin dragon dreamer eagles easter edc edward elephant elizabeth emergency
    england eternity everton evolution facebook family february ferrari flower flowers football forever freedom
    friday friend friends fuckoff fuckyou gandalf garden george ginger girl glasgow golfer google gorgeous guest
    guitar hammer hannah happiness happy harley health heather heaven hello hellohello help helpme holiday home
    hospital house housing hunter iloveyou internet isabella jackson james january jasmine jennifer jessica
    jesus jonathan jordan joseph joshua july june justin kingdom kitten knight lady lakers leeds letme letmein
    liberty linkedin lion liverpool login logmein london lotus love lovely loveme loveyou madison maggie manager
    manchester march marina marlboro marseille martin master matrix matthew maverick mercedes merlin michael
    michelle microsoft midnight minecraft mobile monday money monkey monster morgan mother mountain muffin mummy
    music mustang myspace naruto natalie newcastle newyork nicholas nicole nothing november nurse october office
    officer oliver open orange outlook pa55word parola passphrase passw passwd password passwort patrick peaches
    peanut pepper person phoenix pictures please poiuyt pokemon police pookie porsche precious prince princess
    private purple pussy qaz qazwsx qwer1234 qwert qwerty qwertyui qwertyuiop qwertz rainbow ranger raymond
    rebecca remember richard robert rocky ronaldo root runner samantha samsung saturday scotland secret secrets
    security september server service shadow sheffield shopping silver simple sister skywalker slipknot snoopy
    soccer social solution sophie spiderman spring star startrek starwars steelers stephen student sugar summer
    sunday sunshine superman support swordfish system taylor teacher temp temporary test tester testing thank
    thomas thunder thursday tiffany tigger tottenham trouble trustno1 tuesday twitter united user username
    vanessa victoria wales warrior wednesday welcome westham whatever william windows winner winter wizard
    wonderful work worker wsx yamaha yankees yellow zaq1 zaqwsx zxcasd zxcv zxcvbn zxcvbnm
"""
COMMON = frozenset(WORDS.split())
