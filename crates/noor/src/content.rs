//! The shop's content: words, facts and pictures, from its folder or from the one built in.
//!
//! A shop's folder needs only the files it changes; every other one is taken from what is built in.

use chrono::{Offset as _, TimeZone as _};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use include_dir::{Dir, include_dir};
use minijinja::Environment;
use noor_core::bundle::Bundles;
use noor_core::dialogue::policy::Policy;
use noor_core::knowledge::{Article, Both, Index, Topics};
use noor_core::language::Language;
use noor_core::lexicon::Lexicon;
use noor_core::money::Currency;
use noor_core::reading::Vocabulary;
use noor_core::reading::cues::Intents;
use noor_core::reading::details::DetailMarks;
use noor_core::recommendation::Recommending;
use noor_core::reply::check::Claims;
use noor_core::reply::compose::{ArticleText, Words};
use noor_core::reply::wording::Wording;
use noor_core::suggestion::Known;
use noor_paper::Template;
use noor_providers::model::{Offered, Prompts};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::alert_words::AlertWords;
use crate::labels::Labels;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../content");

/// The built-in shop's own folder within the content.
const DEMO_SHOP: &str = "demo-shop";

/// Everything a shop says and knows, read once at the start.
#[derive(Debug)]
pub struct Content {
    /// What reading needs.
    pub vocabulary: Vocabulary,
    /// Noor's own sentences.
    pub wording: Wording,
    /// Words that only a value may say.
    pub claims: Claims,
    /// The closed lists a model may draw from.
    pub known: Known,
    /// The same lists, sorted, for its schema.
    pub offered: Offered,
    /// What models are told.
    pub prompts: Prompts,
    /// What people need in a place.
    pub bundles: Bundles,
    /// What is recommended beside a product.
    pub recommending: Recommending,
    /// Facts about the shop.
    pub shop: Shop,
    /// What the shop decided about the dialogue.
    pub policy: Policy,
    /// How quotations look on paper.
    pub quotation: Template,
    /// The words of the panel.
    pub labels: Arc<Labels>,
    /// What the shop's people read when somebody waits for them.
    pub alerts: InBoth<AlertWords>,
    articles: HashMap<(String, Language), ArticleText>,
    /// The articles of the shop's knowledge, in the order of their files.
    pub knowledge: Vec<Article>,
    /// Their words.
    pub knowledge_index: Index,
    families: HashMap<(String, Language), String>,
    files: Files,
}

impl Content {
    /// Reads the content of `folder`, and what it lacks from what is built in.
    ///
    /// # Errors
    ///
    /// Names the file and what is wrong in it.
    pub fn load(folder: Option<&Path>) -> Result<Self> {
        let files = Files { folder: folder.map(Path::to_path_buf) };
        let shop: Shop = toml::from_str(&files.text("shop.toml")?).context("shop.toml")?;
        let lexicon = Lexicon::from_toml(&files.text("lexicon.toml")?).context("lexicon.toml")?;
        let bundles = Bundles::from_toml(&files.text("bundles.toml")?).context("bundles.toml")?;
        let recommending = Recommending::from_toml(&files.text("complements.toml")?, &lexicon)
            .context("complements.toml")?;
        let intents = Intents::from_toml(&files.text("intents.toml")?).context("intents.toml")?;
        let details =
            DetailMarks::from_toml(&files.text("details.toml")?).context("details.toml")?;
        let mut articles = HashMap::new();
        let mut read = Vec::new();
        for (name, mut article) in articles_of(&files)? {
            for language in [Language::English, Language::Arabic] {
                let fill = |text: &Both| -> Result<String> {
                    let text = shop.fill(text.text(language), language);
                    Ok(text.with_context(|| format!("knowledge/{name}"))?.trim().to_owned())
                };
                let answer = fill(&article.answer)?;
                let next = article.next.as_ref().map(fill).transpose()?;
                match language {
                    Language::English => article.answer.en.clone_from(&answer),
                    Language::Arabic => article.answer.ar.clone_from(&answer),
                }
                let key = (article.key.clone(), language);
                if articles.insert(key, ArticleText { answer, next }).is_some() {
                    bail!("knowledge/{name}: there is another article {}", article.key);
                }
            }
            read.push(article);
        }
        let reply = |file: &str, language| -> Result<String> {
            shop.fill(&files.text(file)?, language).with_context(|| file.to_owned())
        };
        let mut wording = Wording::from_toml(
            &reply("replies/en.toml", Language::English)?,
            &reply("replies/ar.toml", Language::Arabic)?,
        )?;
        let claims = Claims::from_toml(&files.text("claims.toml")?).context("claims.toml")?;
        let offered = Offered {
            families: lexicon.families().map(str::to_owned).collect(),
            // A form that names every knob would be longer than what is asked of a model.
            kinds: lexicon.kinds_of_furniture().map(str::to_owned).collect(),
            colours: lexicon.colours().map(str::to_owned).collect(),
            materials: lexicon.materials().map(str::to_owned).collect(),
            roles: bundles.roles().map(str::to_owned).collect(),
        };
        let set = |names: &[String]| names.iter().cloned().collect();
        let known = Known {
            families: set(&offered.families),
            kinds: lexicon.kinds().map(str::to_owned).collect(),
            colours: set(&offered.colours),
            materials: set(&offered.materials),
            articles: read.iter().map(|article| article.key.clone()).collect(),
            roles: set(&offered.roles),
        };
        let mut families = HashMap::new();
        for family in &offered.families {
            for language in [Language::English, Language::Arabic] {
                if let Some(name) = lexicon.family_name(family, language, true) {
                    families.insert((family.clone(), language), name.to_owned());
                }
            }
        }
        name_things(&mut wording, &lexicon, &offered);
        let alert_words = |file: &str| -> Result<AlertWords> {
            AlertWords::from_toml(&files.text(file)?).with_context(|| file.to_owned())
        };
        let alerts =
            InBoth { en: alert_words("alerts/en.toml")?, ar: alert_words("alerts/ar.toml")? };
        let prompts = prompts(&files, &shop, &read)?;
        let quotation = quotation(&files).context("documents")?;
        let policy = Policy::from_toml(&files.text("policy.toml")?).context("policy.toml")?;
        let policy = Policy {
            vat_percent: shop.vat_percent,
            currency: shop.currency,
            rates: shop.rates.clone().into_iter().collect(),
            minutes_ahead: minutes_ahead(shop.time_zone),
            ..policy
        };
        Ok(Self {
            vocabulary: Vocabulary::new(lexicon, &intents, Topics::new(&read), details),
            wording,
            claims,
            known,
            offered,
            prompts,
            bundles,
            recommending,
            shop,
            policy,
            quotation,
            labels: Arc::new(labels(&files)?),
            alerts,
            articles,
            knowledge_index: Index::new(&read),
            knowledge: read,
            families,
            files,
        })
    }

    /// What composing a draft needs.
    pub fn words(&self) -> Words<'_> {
        Words { wording: &self.wording, articles: &self.articles, families: &self.families }
    }

    /// A picture of the shop, by its path inside the shop's folder.
    pub fn picture(&self, path: &str) -> Option<Vec<u8>> {
        self.files.bytes(path)
    }

    /// The catalogue that comes with the built-in shop, as a file name and its bytes.
    pub fn own_catalogue(&self) -> Option<(String, Vec<u8>)> {
        let name = self.shop.catalogue.clone()?;
        let bytes = self.files.bytes(&name)?;
        Some((name, bytes))
    }
}

/// Gives the wording the names of families, colours and materials.
fn name_things(wording: &mut Wording, lexicon: &Lexicon, offered: &Offered) {
    for language in [Language::English, Language::Arabic] {
        for family in &offered.families {
            if let Some(name) = lexicon.family_name(family, language, true) {
                wording.name(format!("family.{family}"), language, name);
            }
        }
        for colour in &offered.colours {
            if let Some(name) = lexicon.colour_name(colour, language) {
                wording.name(format!("colour.{colour}"), language, name);
            }
        }
        for material in &offered.materials {
            if let Some(name) = lexicon.material_name(material, language) {
                wording.name(format!("material.{material}"), language, name);
            }
        }
    }
}

/// Every article, with the name of its file: TOML, or Markdown with a head.
fn articles_of(files: &Files) -> Result<Vec<(String, Article)>> {
    let mut articles = Vec::new();
    for (name, text) in files.all("knowledge", "toml")? {
        let article = Article::from_toml(&text).with_context(|| format!("knowledge/{name}"))?;
        articles.push((name, article));
    }
    for (name, text) in files.all("knowledge", "md")? {
        let article = Article::from_markdown(&text).with_context(|| format!("knowledge/{name}"))?;
        articles.push((name, article));
    }
    Ok(articles)
}

fn prompts(files: &Files, shop: &Shop, articles: &[Article]) -> Result<Prompts> {
    let fill = |file: &str| -> Result<String> {
        let text = shop.fill(&files.text(file)?, Language::English);
        Ok(text.with_context(|| file.to_owned())?.trim().to_owned())
    };
    // It goes along with every message that is read, so a title that has the words of its key is left out.
    let listed: Vec<String> = articles
        .iter()
        .map(|article| {
            let title = &article.title.en;
            let said = title.to_lowercase().contains(&article.key.replace('_', " "));
            if said { article.key.clone() } else { format!("{} ({title})", article.key) }
        })
        .collect();
    let mut stages = BTreeMap::new();
    for (name, _) in files.all("prompts/stages", "md")? {
        let stage = name.trim_end_matches(".md").to_owned();
        stages.insert(stage, fill(&format!("prompts/stages/{name}"))?);
    }
    Ok(Prompts {
        read: format!("{}\n- Articles: {}.", fill("prompts/read.md")?, listed.join(", ")),
        write: fill("prompts/write.md")?,
        stages,
    })
}

/// The words of the panel: what is built in, and what the shop calls otherwise.
fn labels(files: &Files) -> Result<Labels> {
    let mut labels = Labels::default();
    for language in [Language::English, Language::Arabic] {
        let name = format!("panel/{language}.toml");
        let built_in = BUILT_IN.get_file(&name).and_then(include_dir::File::contents_utf8);
        labels.read(language, built_in.unwrap_or_default()).with_context(|| name.clone())?;
        labels.read(language, &files.text(&name)?).context(name)?;
    }
    Ok(labels)
}

/// How far a time zone is ahead of UTC in winter.
fn minutes_ahead(zone: chrono_tz::Tz) -> i32 {
    let winter = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let offset = zone.offset_from_utc_date(&winter);
    offset.fix().local_minus_utc() / 60
}

/// How quotations look. What the shop changed of it is tried out; what is built in has its tests.
fn quotation(files: &Files) -> Result<Template> {
    let template = Template::read(&files.tree("documents")?)?;
    if files.own("documents").is_some_and(|folder| folder.is_dir()) {
        template.proof()?;
    }
    Ok(template)
}

/// Facts about the shop, from `shop.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Shop {
    /// Its name.
    pub name: InBoth<String>,
    /// Its city.
    pub city: InBoth<String>,
    /// Where it is.
    pub address: InBoth<String>,
    /// The currency it sells in.
    pub currency: Currency,
    /// VAT in percent, on top of catalogue prices.
    pub vat_percent: Decimal,
    /// Its time zone.
    pub time_zone: chrono_tz::Tz,
    /// The catalogue that belongs to the folder.
    pub catalogue: Option<String>,
    /// The country's digits in front of telephone numbers (`971`): numbers without a country are taken
    /// for its.
    #[serde(default)]
    pub calling_code: String,
    /// What only stands on paper.
    #[serde(default)]
    pub paper: PaperFacts,
    /// Its opening hours.
    hours: Hours,
    /// What it says about itself.
    about: InBoth<Vec<String>>,
    /// What one unit of another currency is in its own, for comparing budgets.
    #[serde(default)]
    rates: HashMap<Currency, Decimal>,
}

/// What only stands on paper; what is absent is left out there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaperFacts {
    /// The name in the trade register.
    pub legal_name: Option<InBoth<String>>,
    /// The tax registration number.
    pub trn: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// A website.
    pub website: Option<String>,
    /// The logo: a picture of the folder.
    pub logo: Option<String>,
}

/// A value in both languages.
#[derive(Debug, Clone, Deserialize)]
pub struct InBoth<T> {
    /// English.
    pub en: T,
    /// Arabic.
    pub ar: T,
}

impl<T> InBoth<T> {
    /// The value in a language.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::English => &self.en,
            Language::Arabic => &self.ar,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
struct Hours {
    text: InBoth<String>,
}

#[derive(Debug, Serialize)]
struct Facts<'a> {
    name: &'a str,
    city: &'a str,
    address: &'a str,
    hours: &'a str,
    currency: &'a str,
    vat_percent: String,
    about: &'a [String],
}

impl Shop {
    /// Fills the shop's facts into a text of content: `{{ shop.name }}`.
    fn fill(&self, text: &str, language: Language) -> Result<String> {
        let facts = Facts {
            name: self.name.get(language),
            city: self.city.get(language),
            address: self.address.get(language),
            hours: self.hours.text.get(language),
            currency: self.currency.code(),
            vat_percent: self.vat_percent.normalize().to_string(),
            about: self.about.get(language),
        };
        let mut templates = Environment::new();
        templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        Ok(templates
            .render_str(text, minijinja::context! { shop => minijinja::value::Serde(facts) })?)
    }

    /// What one unit of each known currency is in `wished`. Unknown currencies are left out, and
    /// compare by their figure.
    pub fn rates_into(&self, wished: Currency) -> Vec<(Currency, Decimal)> {
        let in_own = |currency: Currency| {
            if currency == self.currency {
                Some(Decimal::ONE)
            } else {
                self.rates.get(&currency).copied()
            }
        };
        let Some(wished_in_own) = in_own(wished).filter(|rate| !rate.is_zero()) else {
            return Vec::new();
        };
        std::iter::once(self.currency)
            .chain(self.rates.keys().copied())
            .filter_map(|currency| Some((currency, in_own(currency)? / wished_in_own)))
            .collect()
    }
}

/// Files of the shop's folder, else of what is built in.
#[derive(Debug)]
struct Files {
    folder: Option<PathBuf>,
}

impl Files {
    fn text(&self, name: &str) -> Result<String> {
        let bytes =
            self.bytes(name).with_context(|| format!("{name} is missing in the content"))?;
        String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))
    }

    fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(bytes) = self.folder.as_ref().and_then(|it| std::fs::read(it.join(name)).ok()) {
            return Some(bytes);
        }
        let file = BUILT_IN.get_file(name);
        let file = file.or_else(|| BUILT_IN.get_file(format!("{DEMO_SHOP}/{name}")))?;
        Some(file.contents().to_vec())
    }

    /// The shop's own file or folder of a name, whether it is there or not.
    fn own(&self, name: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(name))
    }

    /// All files of a folder and of those in it, by their names within it; the shop's own replace
    /// those built in.
    fn tree(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(within) = folders.pop() {
            for (name, is_folder) in self.entries(&within)? {
                let path = format!("{within}/{name}");
                if is_folder {
                    folders.push(path);
                } else if let Some(bytes) = self.bytes(&path) {
                    let name = path.strip_prefix(&format!("{folder}/")).unwrap_or(&path).to_owned();
                    files.insert(name, bytes);
                }
            }
        }
        Ok(files)
    }

    /// What is directly in a folder, and whether it is one itself.
    fn entries(&self, folder: &str) -> Result<BTreeMap<String, bool>> {
        let mut entries = BTreeMap::new();
        let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
        if let Some(built_in) = BUILT_IN.get_dir(folder) {
            let built_in = built_in.entries().iter();
            entries
                .extend(built_in.filter_map(|it| Some((name(it.path())?, it.as_dir().is_some()))));
        }
        if let Some(own) = self.own(folder).filter(|own| own.is_dir()) {
            for entry in
                std::fs::read_dir(&own).with_context(|| format!("read {}", own.display()))?
            {
                let path = entry.with_context(|| format!("read {}", own.display()))?.path();
                entries.extend(name(&path).map(|name| (name, path.is_dir())));
            }
        }
        Ok(entries)
    }

    /// All files of a folder with an ending, by name; the shop's own replace those built in.
    fn all(&self, folder: &str, ending: &str) -> Result<Vec<(String, String)>> {
        let mut names = std::collections::BTreeSet::new();
        if let Some(built_in) = BUILT_IN.get_dir(folder) {
            let files = built_in.files().filter_map(|file| file.path().file_name());
            names.extend(files.map(|name| name.to_string_lossy().into_owned()));
        }
        if let Some(own) = &self.folder
            && let Ok(entries) = std::fs::read_dir(own.join(folder))
        {
            let files = entries.filter_map(Result::ok).map(|entry| entry.file_name());
            names.extend(files.map(|name| name.to_string_lossy().into_owned()));
        }
        names
            .into_iter()
            .filter(|name| Path::new(name).extension().is_some_and(|it| it == ending))
            .map(|name| Ok((name.clone(), self.text(&format!("{folder}/{name}"))?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use noor_core::dialogue::state::Stage;

    use super::*;

    #[test]
    fn the_built_in_content_is_whole() {
        let content = Content::load(None).unwrap();
        assert!(content.own_catalogue().is_some());
        for stage in [
            Stage::Greeting,
            Stage::Qualifying,
            Stage::NeedsAnalysis,
            Stage::Solution,
            Stage::CompanyDetails,
            Stage::Quoting,
            Stage::Closing,
        ] {
            assert!(content.prompts.stages.contains_key(stage.word()), "{}", stage.word());
        }
        assert!(content.prompts.read.contains("Articles:"));
        assert!(content.bundles.roles().any(|role| role == "staff"));
    }

    #[test]
    fn a_budget_in_another_currency_is_compared_at_the_shops_rate() {
        let shop = Content::load(None).unwrap().shop;
        let rates: HashMap<Currency, Decimal> =
            shop.rates_into(Currency::USD).into_iter().collect();
        // 3.6725 dirhams are one dollar.
        assert_eq!((rates[&Currency::AED] * Decimal::new(36725, 4)).round_dp(6), Decimal::ONE);
    }

    #[test]
    fn a_mistake_in_a_shops_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("claims.toml"), "number = 7").unwrap();
        let error = format!("{:#}", Content::load(Some(folder.path())).unwrap_err());
        assert!(error.contains("claims.toml"), "{error}");
    }

    #[test]
    fn a_mistake_in_a_shops_template_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("documents/parts")).unwrap();
        let file = |name: &str, text: &str| {
            std::fs::write(folder.path().join("documents").join(name), text).unwrap();
        };
        file("quotation.typ", "#import \"parts/frame.typ\": frame\n#frame");
        file("parts/frame.typ", "#let frame = [Quotation]");
        Content::load(Some(folder.path())).unwrap();
        file("parts/frame.typ", "#let frame = [Quotation]\n#let x = nobody");
        let error = format!("{:#}", Content::load(Some(folder.path())).unwrap_err());
        assert!(error.starts_with("documents: parts/frame.typ:2:"), "{error}");
    }
}
