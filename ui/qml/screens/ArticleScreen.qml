import QtQuick
import "../components"

// An article: one line, one paragraph, the rest; then what it rests on and where to read on.
Page {
    id: screen

    required property QtObject viewModel
    readonly property var article: viewModel.article
    readonly property bool shown: viewModel.state === "shown"

    // Opened from a citation, the cited place comes into view with its heading.
    function goToCitation() {
        const cited = shown ? viewModel.citedBlock : -1;
        const place = cited < 0 ? null : rest.itemAt(cited - 1)?.heads ? rest.itemAt(cited - 1) : rest.itemAt(cited);
        if (place)
            contentY = Math.max(0, Math.min(contentHeight - height, place.mapToItem(contentItem, 0, 0).y - Theme.spaceXxl));
        else
            contentY = 0;
    }

    // Until the person scrolls, since the place moves while the page is laid out.
    property bool arriving: true

    title: article.title ?? ""
    subtitle: shown ? qsTr("%1 · reviewed %2").arg(article.publisher ?? "").arg(article.reviewed ?? "") : ""
    onContentHeightChanged: if (arriving)
        Qt.callLater(goToCitation)
    onMovementStarted: arriving = false
    Component.onDestruction: viewModel.hush()

    Connections {
        function onChanged() {
            screen.arriving = true;
            Qt.callLater(screen.goToCitation);
        }

        target: screen.viewModel
    }

    Flow {
        width: parent.width
        spacing: Theme.spaceM

        BigButton {
            objectName: "article-back"
            iconName: "x"
            text: qsTr("Back")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.back()
        }

        BigButton {
            objectName: "article-speak"
            visible: screen.shown
            iconName: "volume-2"
            text: qsTr("Read it to me")
            leastHeight: Theme.sizeTarget
            onClicked: screen.viewModel.readAloud()
        }

        BigButton {
            objectName: "article-other-language"
            visible: screen.shown && (screen.article.otherLanguage?.document ?? "") !== ""
            iconName: "languages"
            text: screen.article.language === "zh" ? "English" : "中文"
            leastHeight: Theme.sizeTarget
            Accessible.name: screen.article.language === "zh" ? qsTr("The same article in English") : qsTr("The same article in Chinese")
            onClicked: screen.viewModel.follow(screen.article.otherLanguage.document)
        }
    }

    Words {
        visible: screen.viewModel.state === "loading"
        width: parent.width
        text: qsTr("Opening the article …")
        color: Theme.muted
    }

    EmptyState {
        visible: screen.viewModel.state === "none"
        width: parent.width
        iconName: "book-open"
        sentence: qsTr("No article is open; choose one in the library.")
        action: qsTr("To the library")
        actionIcon: "book-open"
        onActed: screen.shell.show("library")
    }

    ErrorState {
        visible: screen.viewModel.state === "failed"
        width: parent.width
        text: screen.viewModel.failure
        onActed: screen.viewModel.retry()
    }

    Pill {
        verdict: "none"
        text: !screen.viewModel.foreign ? "" : screen.article.language === "zh" ? qsTr("This article is in Chinese.") : qsTr("This article is in English.")
    }

    Rectangle {
        visible: screen.shown && (screen.article.line ?? "") !== ""
        width: parent.width
        height: short_.height + 2 * Theme.spaceL
        radius: Theme.radiusCard
        color: screen.article.shortCited ? Theme.infoSoft : Theme.primarySoft

        Column {
            id: short_

            readonly property color ink: screen.article.shortCited ? Theme.info : Theme.primary

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceM

            Words {
                objectName: "article-line"
                width: parent.width
                text: screen.article.line ?? ""
                color: short_.ink
                font.pixelSize: Theme.typeTitle
                font.bold: true
            }

            Words {
                objectName: "article-paragraph"
                visible: text !== ""
                width: parent.width
                text: screen.article.paragraph ?? ""
                color: short_.ink
                lineHeight: Theme.leadingBody
            }
        }
    }

    Column {
        visible: screen.shown
        width: parent.width
        spacing: Theme.spaceM

        Repeater {
            id: rest

            model: screen.viewModel.blocks

            ArticleBlock {
                width: parent.width
            }
        }

        Flow {
            visible: screen.viewModel.pages > 1
            width: parent.width
            spacing: Theme.spaceM

            BigButton {
                objectName: "article-earlier"
                enabled: screen.viewModel.page > 0
                text: qsTr("Previous page")
                leastHeight: Theme.sizeTarget
                onClicked: screen.viewModel.turnTo(screen.viewModel.page - 1)
            }

            BigButton {
                objectName: "article-further"
                enabled: screen.viewModel.page + 1 < screen.viewModel.pages
                text: qsTr("Next page (%1 of %2)").arg(screen.viewModel.page + 1).arg(screen.viewModel.pages)
                leastHeight: Theme.sizeTarget
                onClicked: screen.viewModel.turnTo(screen.viewModel.page + 1)
            }
        }
    }

    Card {
        visible: screen.shown
        width: parent.width
        height: sources.height + 2 * Theme.spaceL

        Column {
            id: sources

            x: Theme.spaceL
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceL
            spacing: Theme.spaceS

            Words {
                width: parent.width
                text: qsTr("What this rests on")
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Repeater {
                model: screen.article.sources ?? []

                Words {
                    required property string modelData

                    width: sources.width
                    text: modelData
                    font.pixelSize: Theme.typeLabel
                }
            }

            Words {
                width: parent.width
                text: screen.shown ? qsTr("Licence: %1").arg(screen.article.licence ?? "") : ""
                color: Theme.muted
                font.pixelSize: Theme.typeCaption
            }
        }
    }

    Column {
        visible: screen.shown && (screen.article.related ?? []).length > 0
        width: parent.width
        spacing: Theme.spaceS

        Words {
            width: parent.width
            text: qsTr("Read on")
            font.bold: true
            Accessible.role: Accessible.Heading
        }

        Repeater {
            model: screen.article.related ?? []

            TitleRow {
                required property var modelData

                objectName: "related-" + modelData.document
                width: parent.width
                text: modelData.title
                line: ""
                onClicked: screen.viewModel.follow(modelData.document)
            }
        }
    }
}
