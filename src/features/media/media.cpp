#include "features/media/media.h"

#include <algorithm>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <unordered_set>

#include "features/media/child.h"
#include "features/media/files.h"
#include "features/media/store.h"
#include "platform/crypto/crypto.h"
#include "platform/text/text.h"
#include "site/audit.h"

namespace broadsheet {

namespace {

constexpr char kOriginal[] = "original";

int edge(int focal) { return std::clamp(focal, 0, 1000); }

std::vector<PictureFile> list_of(const Decoded& decoded) {
    std::vector<PictureFile> files;
    for (const MadeFile& made : decoded.files) {
        files.push_back({made.size.width, made.size.height, made.size.crop, made.size.format,
                         static_cast<std::int64_t>(made.bytes.size())});
    }
    return files;
}

/// Editions whose words differ, with blanks between.
std::string editions_changed(const std::map<std::string, PictureText>& before,
                             const std::map<std::string, PictureText>& after) {
    std::string out;
    for (const auto& [edition, words] : after) {
        const auto old = before.find(edition);
        if (words == (old == before.end() ? PictureText{} : old->second)) continue;
        out += (out.empty() ? "" : " ") + edition;
    }
    return out;
}

}  // namespace

struct Media::Impl {
    Impl(db::Database& in_database, const Editions& in_editions, const Clock& in_clock, Options in_options)
        : database(in_database),
          editions(in_editions),
          clock(in_clock),
          options(std::move(in_options)),
          decoder(options.decoder, options.limit_pixels, options.children),
          folders(options.folder) {}

    Result<Nothing> keep(const std::string& folder, const Decoded& decoded, std::string_view original) const {
        std::vector<std::pair<std::string, std::string_view>> files{{kOriginal, original}};
        for (const MadeFile& made : decoded.files)
            files.emplace_back(file_name(made.size.crop, made.size.width, made.size.format), made.bytes);
        return folders.keep(folder, files);
    }

    /// A picture that is put in again: what it lacked, and nothing that readers see without the right to publish.
    Result<AddedPicture> known(db::Tx& tx, const Editor& who, const std::string& id,
                               const std::map<std::string, PictureText>& texts) const {
        auto found = store.some(tx, {id});
        if (found.empty()) return not_found("picture");
        AddedPicture picture{std::move(found.front()), true};
        auto filled = picture.texts;
        fill(filled, texts);
        if (filled == picture.texts || (!who.may(Right::Publish) && !shown(tx, id).empty())) return picture;
        if (auto faults = captions_missing(filled, editions); !faults.empty()) return invalid(std::move(faults));
        note(tx, who, "media.save_words", id, editions_changed(picture.texts, filled));
        picture.texts = std::move(filled);
        store.update_texts(tx, picture);
        return picture;
    }

    /// The picture as it is, with the words that were given, if `who` may change it so.
    Result<Picture> with_texts(db::Tx& tx, const Editor& who, const std::string& id,
                               const std::map<std::string, PictureText>& texts, bool focal_moves,
                               const std::optional<std::string>& made_from) const {
        auto found = store.some(tx, {id});
        if (found.empty()) return not_found("picture");
        Picture picture = std::move(found.front());
        if (made_from && *made_from != stamp_of(picture))
            return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
        const auto before = picture.texts;
        replace(picture.texts, texts);
        if (picture.texts == before && !focal_moves) return picture;
        // What readers see changes with it, so whoever may not publish may not change it.
        const auto editions_showing = shown(tx, id);
        if (!editions_showing.empty() && !who.may(Right::Publish)) return forbidden();
        // Given words alone may be right, and leave a gap beside those that stay. A focal point can move over old gaps.
        std::vector<FieldProblem> faults;
        if (picture.texts != before) faults = captions_missing(picture.texts, editions);
        for (const auto& edition : editions_showing) {
            const auto& words = picture.texts[edition];
            if (words.alt.empty()) faults.push_back({edition + ".alt", "problem.needed_while_shown", {}});
            if (words.credit.empty()) faults.push_back({edition + ".credit", "problem.needed_while_shown", {}});
        }
        if (!faults.empty()) return invalid(std::move(faults));
        if (picture.texts != before) {
            note(tx, who, "media.save_words", id, editions_changed(before, picture.texts));
            store.update_texts(tx, picture);
        }
        return picture;
    }

    void note(db::Tx& tx, const Editor& who, const char* action, const std::string& picture,
              const std::string& detail) const {
        note_audit(tx, clock.now(), who.id, action, "media:" + picture, detail);
    }

    [[nodiscard]] std::vector<std::string> shown(db::ReadTx& tx, const std::string& id) const {
        return showing ? showing(tx, id) : std::vector<std::string>();
    }

    db::Database& database;
    const Editions& editions;
    const Clock& clock;
    Options options;
    Decoder decoder;
    PictureFolders folders;
    PictureStore store;
    EditionsShowing showing;
    // Held together while a folder has its name and its row is not yet written; alone while unnamed folders are
    // removed.
    std::shared_mutex unnamed;
};

Media::Media(db::Database& database, const Editions& editions, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(database, editions, clock, std::move(options))) {}
Media::~Media() = default;

Result<Durable<AddedPicture>> Media::add(const Editor& who, const std::string& bytes,
                                         std::map<std::string, PictureText> texts, int focal_x, int focal_y,
                                         std::string id) {
    if (!who.may(Right::Write)) return forbidden();
    if (static_cast<std::int64_t>(bytes.size()) > impl_->options.limit_bytes) {
        return problem(ProblemKind::TooLarge, "problem.picture_too_large",
                       {{"max", std::to_string(impl_->options.limit_bytes >> 20)}});
    }
    const auto words = check(std::move(texts), impl_->editions);
    if (!words) return tl::unexpected(words.error());

    AddedPicture picture;
    picture.hash = crypto::sha256(bytes);
    const auto same = [&](db::ReadTx& tx) { return impl_->store.with_hash(tx, picture.hash); };
    if (const auto known = impl_->database.read(same))
        return impl_->database.transact([&](db::Tx& tx) { return impl_->known(tx, who, *known, *words); });
    if (auto faults = captions_missing(*words, impl_->editions); !faults.empty()) return invalid(std::move(faults));

    picture.focal_x = edge(focal_x);
    picture.focal_y = edge(focal_y);
    const auto decoded = impl_->decoder.decode(bytes, picture.focal_x, picture.focal_y);
    if (!decoded) return tl::unexpected(decoded.error());
    picture.made_at = impl_->clock.now();
    picture.made_by = who.id;
    picture.id = id.empty() ? crypto::new_id(picture.made_at) : std::move(id);
    picture.folder = folder_of(picture.hash, picture.focal_x, picture.focal_y);
    picture.format = decoded->format;
    picture.width = decoded->width;
    picture.height = decoded->height;
    picture.bytes = static_cast<std::int64_t>(bytes.size());
    picture.files = list_of(*decoded);
    picture.texts = *words;

    const std::shared_lock lock(impl_->unnamed);
    if (auto kept = impl_->keep(picture.folder, *decoded, bytes); !kept) return tl::unexpected(kept.error());
    return impl_->database.transact([&](db::Tx& tx) -> Result<AddedPicture> {
        // Somebody may have uploaded the same meanwhile.
        if (const auto known = same(tx)) return impl_->known(tx, who, *known, *words);
        if (!impl_->store.some(tx, {picture.id}).empty())
            return problem(ProblemKind::Conflict, "problem.picture_exists");
        impl_->store.insert(tx, picture);
        impl_->note(tx, who, "media.add", picture.id, {});
        return picture;
    });
}

Result<Durable<Picture>> Media::update(const Editor& who, const std::string& id,
                                       std::map<std::string, PictureText> texts, int focal_x, int focal_y,
                                       const std::optional<std::string>& made_from) {
    if (!who.may(Right::Write)) return forbidden();
    const auto words = check(std::move(texts), impl_->editions);
    if (!words) return tl::unexpected(words.error());
    focal_x = edge(focal_x);
    focal_y = edge(focal_y);
    const auto before = impl_->database.read([&](db::ReadTx& tx) { return find(tx, id); });
    if (!before) return not_found("picture");
    if (before->focal_x == focal_x && before->focal_y == focal_y) {
        return impl_->database.transact(
            [&](db::Tx& tx) { return impl_->with_texts(tx, who, id, *words, false, made_from); });
    }
    // Before the work of seconds; asked again in the transaction.
    if (made_from && *made_from != stamp_of(*before)) return problem(ProblemKind::Conflict, "problem.saved_meanwhile");
    const bool is_shown = impl_->database.read([&](db::ReadTx& tx) { return !impl_->shown(tx, id).empty(); });
    if (is_shown && !who.may(Right::Publish)) return forbidden();

    const auto original = impl_->folders.read(before->folder, kOriginal);
    if (!original) throw std::runtime_error("the original of picture " + id + " is missing in media/" + before->folder);
    const auto decoded = impl_->decoder.decode(*original, focal_x, focal_y);
    if (!decoded) return tl::unexpected(decoded.error());
    const std::string folder = folder_of(before->hash, focal_x, focal_y);

    const std::shared_lock lock(impl_->unnamed);
    if (auto kept = impl_->keep(folder, *decoded, *original); !kept) return tl::unexpected(kept.error());
    std::string left = before->folder;
    auto done = impl_->database.transact([&](db::Tx& tx) -> Result<Picture> {
        auto picture = impl_->with_texts(tx, who, id, *words, true, made_from);
        if (!picture) return picture;
        left = picture->folder;
        picture->focal_x = focal_x;
        picture->focal_y = focal_y;
        picture->folder = folder;
        picture->files = list_of(*decoded);
        impl_->store.update_files(tx, *picture);
        impl_->note(tx, who, "media.move_focal_point", id, std::to_string(focal_x) + " " + std::to_string(focal_y));
        return picture;
    });
    // Pages that somebody is reading still name the old one: it stays for a day.
    if (done && left != folder) impl_->folders.touch(left);
    return done;
}

std::string Media::stamp_of(const Picture& picture) {
    std::string all = std::to_string(picture.focal_x) + " " + std::to_string(picture.focal_y);
    for (const auto& [edition, words] : picture.texts) {
        // An edition without words is the same as none: forms send every edition.
        if (words == PictureText{}) continue;
        // Lengths before values: no value can pass for the end of another.
        for (const auto* value : {&edition, &words.alt, &words.caption, &words.credit})
            all += " " + std::to_string(value->size()) + " " + *value;
    }
    return crypto::sha256(all).substr(0, 32);
}

void Media::on_editions_showing(EditionsShowing showing) { impl_->showing = std::move(showing); }

std::optional<Picture> Media::find(db::ReadTx& tx, const std::string& id) const {
    auto found = impl_->store.some(tx, {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Picture> Media::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return impl_->store.some(tx, ids);
}

std::vector<Picture> Media::newest(db::ReadTx& tx, const std::string& before, int limit) const {
    return impl_->store.newest(tx, before, limit);
}

PicturesFound Media::search(db::ReadTx& tx, std::string_view words, const std::string& before, int limit) const {
    std::vector<std::string> wanted;
    std::istringstream folded(text::fold(text::clean_line(words)));
    for (std::string word; folded >> word;) wanted.push_back(std::move(word));
    return impl_->store.with_words(tx, wanted, before, limit);
}

Result<Durable<Nothing>> Media::set_logo(const Editor& who, const std::string& bytes, LogoVariant variant) {
    if (!who.may(Right::Settings)) return forbidden();
    const std::string field(name_of(variant));
    if (is_svg(bytes)) return invalid({{field, "problem.logo_svg", {}}});
    if (static_cast<std::int64_t>(bytes.size()) > impl_->options.limit_bytes) {
        return invalid(
            {{field, "problem.picture_too_large", {{"max", std::to_string(impl_->options.limit_bytes >> 20)}}}});
    }
    const bool dark = variant == LogoVariant::Dark;
    bool fits = true;
    const auto decoded =
        impl_->decoder.decode(bytes, dark ? Ground::Black : Ground::White, [&fits](int width, int height) {
            auto sizes = sizes_of_logo(width, height);
            fits = !sizes.empty();
            // The child is to end in peace all the same.
            return fits ? sizes : std::vector<PictureSize>{{Crop::Full, {0, 0, width, height}, 1, 1, "webp"}};
        });
    if (!decoded) {
        Problem problem = decoded.error();
        // Said at the field it was chosen in.
        if (problem.fields.empty()) return invalid({{field, problem.message, problem.args}});
        for (auto& fault : problem.fields) fault.field = field;
        return tl::unexpected(std::move(problem));
    }
    if (!fits) return invalid({{field, "problem.logo_size", {}}});

    const MadeFile& webp = decoded->files.front();
    const MadeFile& jpeg = decoded->files.back();
    Logo logo;
    logo.folder = folder_of_logo(crypto::sha256(bytes), dark);
    const auto path = [&](const MadeFile& file) {
        return "/media/" + logo.folder + "/" + file_name(file.size.crop, file.size.width, file.size.format);
    };
    logo.src = path(webp);
    logo.width = webp.size.width;
    logo.height = webp.size.height;
    logo.share_src = path(jpeg);
    logo.share_width = jpeg.size.width;
    logo.share_height = jpeg.size.height;
    const std::shared_lock lock(impl_->unnamed);
    if (auto kept = impl_->keep(logo.folder, *decoded, bytes); !kept) return tl::unexpected(kept.error());
    return impl_->database.transact([&](db::Tx& tx) -> Result<Nothing> {
        const auto before = logo_of(tx, variant);
        if (before && *before == logo) return Nothing{};
        put_logo(tx, variant, logo);
        write_audit(tx, impl_->clock.now(), who, "logo.set", "paper",
                    {{"logo_" + field, before ? before->src : "", logo.src}});
        return Nothing{};
    });
}

Result<Durable<Nothing>> Media::remove_logo(const Editor& who, LogoVariant variant) {
    if (!who.may(Right::Settings)) return forbidden();
    return impl_->database.transact([&](db::Tx& tx) -> Result<Nothing> {
        const auto before = logo_of(tx, variant);
        if (!before) return Nothing{};
        remove_logo_row(tx, variant);
        write_audit(tx, impl_->clock.now(), who, "logo.remove", "paper",
                    {{"logo_" + std::string(name_of(variant)), before->src, ""}});
        return Nothing{};
    });
}

std::vector<FieldProblem> Media::missing_for_publication(const Picture& picture, const std::string& edition) {
    std::vector<FieldProblem> faults;
    const auto words = picture.texts.find(edition);
    const auto need = [&](bool there, const char* field) {
        if (!there) faults.push_back({edition + field, "problem.missing_for_publication", {{"edition", edition}}});
    };
    need(words != picture.texts.end() && !words->second.alt.empty(), ".picture_alt");
    need(words != picture.texts.end() && !words->second.credit.empty(), ".picture_credit");
    return faults;
}

std::optional<PictureBytes> Media::file(std::string_view folder, std::string_view file) const {
    if (!is_folder_name(folder) || !is_file_name(file)) return std::nullopt;
    auto bytes = impl_->folders.read(std::string(folder), std::string(file));
    if (!bytes) return std::nullopt;
    return PictureBytes{std::move(*bytes), file.ends_with(".jpg") ? "image/jpeg" : "image/webp"};
}

int Media::collect_garbage() {
    const std::unique_lock lock(impl_->unnamed);
    const auto old = impl_->folders.older_than(impl_->clock.now() - kDay);
    constexpr std::size_t kAtOnce = 1024;
    int removed = 0;
    for (std::size_t at = 0; at < old.size(); at += kAtOnce) {
        const std::size_t end = std::min(at + kAtOnce, old.size());
        const std::vector<std::string> some(old.begin() + static_cast<std::ptrdiff_t>(at),
                                            old.begin() + static_cast<std::ptrdiff_t>(end));
        const auto named = impl_->database.read([&](db::ReadTx& tx) { return impl_->store.named_folders(tx, some); });
        const std::unordered_set<std::string> kept(named.begin(), named.end());
        for (const auto& folder : some) {
            // Anything else there is not ours to remove.
            if (kept.contains(folder) || (!is_folder_name(folder) && !folder.starts_with("tmp/"))) continue;
            impl_->folders.remove(folder);
            ++removed;
        }
    }
    return removed;
}

}  // namespace broadsheet
