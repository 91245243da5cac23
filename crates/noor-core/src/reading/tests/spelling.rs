//! Misspelled words of the trade are put right, and ordinary words are left alone.

use super::*;
use crate::words::Word;

#[test]
fn misspelled_words_of_the_trade_are_put_right() {
    check(&[
        ("chiar", "en find | chair"),
        ("offise chairs", "en find | chair kind office kind task kind executive kind mesh"),
        ("wite dest", "en find | desk white"),
        ("wardrobs", "en find | wardrobe"),
        ("whiteboad", "en find | accessory kind whiteboard"),
        ("blak sofaa lether", "en find | sofa black leather"),
        ("meetng tabel", "en find | table kind meeting"),
        ("bokshelf", "en find | shelf kind bookcase kind unit"),
        ("مكاتبب", "ar find | desk"),
        ("طاولات اجتماعاات", "ar find | table kind meeting"),
        ("كنببة رمادي", "ar find | sofa grey"),
        ("extendible dinning tabel", "en find | table kind dining +extendable"),
        ("woden cabnet under 900 dhirams", "en find | cabinet wood ≤900 AED"),
    ]);
}

/// Names, codes, series in capitals, and words too far from any other.
#[test]
fn names_and_codes_are_not_put_right() {
    let vocabulary = vocabulary();
    for (message, word) in [
        ("my name is Dezk", "dezk"),
        ("I am Chaira from Ajman", "chaira"),
        ("انا كرسيم", "كرسيم"),
        ("the CHIAR series", "chiar"),
        ("chiar-620", "chiar"),
        ("blck55", "blck"),
        ("the chn", "chn"),
        ("unchair", "unchair"),
    ] {
        let tagged = vocabulary.tag(message);
        assert!(tagged.words.iter().any(|it| it.text == word), "{message}: {:?}", tagged.words);
    }
}

#[test]
fn ordinary_words_stay_as_they_are() {
    let vocabulary = vocabulary();
    for word in ENGLISH.split_whitespace().chain(ARABIC.split_whitespace()) {
        let written = crate::words::split(word, |_| true);
        let read = vocabulary.tag(word).words;
        let texts = |words: &[Word]| -> Vec<String> {
            words.iter().map(|word| word.text.clone()).collect()
        };
        assert_eq!(texts(&read), texts(&written), "{word}");
    }
}

/// The most frequent English words, and ordinary ones that look like words of the trade.
const ENGLISH: &str = "that with this have from your they will just like about what when more were their there \
    which time been would people some also them other than good only after first into know make \
    over think then could back these want because well said most much very where even should \
    here need really right work year years being going before made still take many never those \
    life world down great through last while best such love home long look something same used \
    both every come part state three around between always better find help high little since \
    another does things under during game thing give house place school again next each without \
    against found must show feel sure team ever family keep might please money free second \
    someone away left number city days name night play until company doing real called different \
    having thought done however getting government group looking public women business care \
    start system times week already anything case nothing person today change enough everything \
    full live making point read told four hard mean once support tell including music power seen \
    states stop water based believe call head national small took white came side though went \
    actually american later less line order party says service country open season shit thank \
    children everyone general trying united using area black following makes together whole face \
    five kind maybe president story working course games health hope important least means news \
    within able book early friends information local post thanks video young others social talk \
    court fact given guys half hand level mind often single become body coming control death \
    food hours office problem south true almost fuck history known large lost research room \
    several started taking university wrong along anyone else girl john matter pretty remember \
    friend needs nice playing probably saying understand yeah york class close comes idea \
    international looks past possible wanted cause happy human members months move question \
    series wait woman community data late leave north special watch either fucking future light \
    million morning police short stay taken deal rather reason report soon third turn whether \
    among check development form further heart minutes myself services yourself although asked \
    child fire living major media phone players behind building easy gonna market near plan \
    political quite talking west works according available education final former front kids \
    list ready sometimes street bring college current example experience heard london meet \
    program type baby chance father march process song study word across action clear gave gets \
    himself month outside self students words board chain choir hair disk deck block while write \
    whine greet greed great grew tale stable fable able soda sofia table bread broad board beard \
    bead grow crown plastics wool mesh mess leader feather weather father heather steal \
    still stall shell self help lamb lump camp damp coach touch couple bench branch lunch cabin \
    captain desert dessert cost coast boast office officer offer often";

/// Frequent Arabic words, and some that look like words of the trade.
const ARABIC: &str = "التي الذي الله كانت أيضا اليوم خلال عليه محمد هناك أكثر يمكن الناس ولكن فيها الذين العالم \
    يكون عندما الآن بشكل أخرى العام تكون المتحدة العربية السعودية العمل الوقت جميع الأول أنها \
    الحياة واحد بسبب مدينة منها عليها الكثير الأمر والتي يقول الثاني العديد عليك الأولى أكبر \
    رئيس موقع واحدة الرئيس مجموعة كبير وذلك وعلى أفضل الدولة الدين طريق وكان الأرض الإنسان نفسه \
    يعني المدينة بدون الخاصة جديد الحكومة العربي سنوات مجلس أحمد الحرب حالة عاما علينا كبيرة \
    منهم وجود العامة المنطقة شركة وهذا بينما جديدة دولار يوجد السلام الملك الولايات فيما منطقة \
    الاتحاد بالنسبة فيديو مليون إليه دائما داخل والذي العالمية اليمن خاصة عملية الجديد الجيش \
    النار تقول ثلاثة كانوا كثيرا مكان هؤلاء وزارة أمام العراق لذلك لهذا نظام إيران الشيخ النظام \
    الوطني أثناء الأخرى المسلمين ليست استخدام عليهم مركز نهاية الثانية الدولية الكتاب الماضي \
    المملكة كذلك وسلم الأمريكية الجديدة الخاص الموقع بالإضافة وأنا الفيلم سوريا فيلم لماذا وبعد \
    البلاد الدول الشرطة بأنه بواسطة خارج يبدو الأطفال الرجال العرب المرأة الوطنية برنامج تقوم \
    صورة ماذا أصبح الشعب القانون بدأت لمدة يقوم أيام الجميع الدولي المجتمع بناء دولة صحيح فترة \
    مارس وليس أنهم الان تاريخ تعمل ثلاث ربما ساعة عنها البعض الحصول شيئا يوما الإسلامية السنة \
    اللغة باسم فريق كتاب مكتوب كاتب كتاب بنات ملايين مليون دائرة سفارة استقلال انتشار اجتماعي \
    مساعد معنى مدني كريم وردة رصاص";
