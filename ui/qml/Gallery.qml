import QtQuick
import QtQuick.Controls.Basic
import "components"

// Every component of the design with its states, for whoever builds a screen or judges the design.
ApplicationWindow {
    id: window

    required property QtObject shell

    component Shelf: Column {
        id: shelf

        required property string name
        required property string use
        default property alias states: row.data

        width: parent ? parent.width : 0
        spacing: Theme.spaceS

        Words {
            width: parent.width
            text: shelf.name
            font.bold: true
            font.pixelSize: Theme.typeTitle
            Accessible.role: Accessible.Heading
        }

        Words {
            width: parent.width
            text: shelf.use
            color: Theme.muted
            font.pixelSize: Theme.typeControl
        }

        Flow {
            id: row

            width: parent.width
            spacing: Theme.spaceM
        }
    }

    component Colour: Rectangle {
        required property string name
        required property color ink
        required property color ground

        width: Theme.columnTile
        height: Theme.sizeButton
        radius: Theme.radiusSmall
        color: ground
        border.width: Theme.sizeBorder
        border.color: Theme.line

        Words {
            anchors.centerIn: parent
            text: parent.name
            color: parent.ink
            font.pixelSize: Theme.typeControl
        }
    }

    title: qsTr("Listenwell: components")
    color: Theme.bg
    width: Theme.sizeWindowWidth
    height: Theme.sizeWindowHeight

    Page {
        objectName: "gallery"
        anchors.fill: parent
        shell: window.shell
        title: qsTr("Components")
        subtitle: qsTr("Each with its states; choose a look to see them in it")

        Setting {
            name: qsTr("Colours")
            iconName: "contrast"
            choices: ["light", "dark", "contrast"].map(key => ({
                        "key": key,
                        "text": key
                    }))
            current: window.shell.theme
            onChosen: key => window.shell.setTheme(key)
        }

        SizeSetting {
            shell: window.shell
        }

        LanguageSetting {
            shell: window.shell
        }

        Shelf {
            name: "Theme"
            use: qsTr("Ink on its ground: text and its quiet form, the accent, and what is well, doubtful, dangerous or a source.")

            Repeater {
                model: [["text", Theme.text, Theme.bg], ["muted", Theme.muted, Theme.surface], ["primary", Theme.onPrimary, Theme.primary], ["primarySoft", Theme.primary, Theme.primarySoft], ["ok", Theme.ok, Theme.okSoft], ["warn", Theme.warn, Theme.warnSoft], ["danger", Theme.danger, Theme.dangerSoft], ["info", Theme.info, Theme.infoSoft]]

                Colour {
                    required property var modelData

                    name: modelData[0]
                    ink: modelData[1]
                    ground: modelData[2]
                }
            }
        }

        Shelf {
            name: "Words"
            use: qsTr("Text in the sizes of the scale; it is read by screen readers as it stands.")

            Repeater {
                model: [["caption", Theme.typeCaption], ["label", Theme.typeLabel], ["control", Theme.typeControl], ["body", Theme.typeBody], ["title", Theme.typeTitle], ["heading", Theme.typeHeading], ["number 128", Theme.typeNumber]]

                Words {
                    required property var modelData

                    text: modelData[0]
                    font.pixelSize: modelData[1]
                }
            }
        }

        Shelf {
            name: "BigButton"
            use: qsTr("A verb with an icon. One primary button a screen; danger only for what cannot be undone or is urgent.")

            Repeater {
                model: ["primary", "soft", "quiet", "danger", "info"]

                BigButton {
                    required property string modelData

                    kind: modelData
                    text: modelData
                    iconName: "check"
                }
            }

            BigButton {
                enabled: false
                kind: "primary"
                text: qsTr("not now")
                iconName: "check"
            }
        }

        Shelf {
            name: "Pill"
            use: qsTr("A verdict told by icon, word and colour alike.")

            Repeater {
                model: [["ok", qsTr("Normal")], ["attention", qsTr("High")], ["none", qsTr("Not judged")]]

                Pill {
                    required property var modelData

                    verdict: modelData[0]
                    text: modelData[1]
                }
            }
        }

        Shelf {
            name: "ReadingCard"
            use: qsTr("The latest reading of a kind: well, out of range, not judged.")

            Repeater {
                model: [["ok", qsTr("Normal")], ["attention", qsTr("High")], ["none", ""]]

                ReadingCard {
                    required property var modelData

                    width: Theme.columnCard
                    height: implicitHeight
                    iconName: "heart-pulse"
                    title: qsTr("Blood pressure")
                    value: "128/79"
                    unit: "mmHg"
                    verdict: modelData[0]
                    verdictText: modelData[1]
                    whenText: "8:05"
                    detail: ""
                }
            }
        }

        Shelf {
            name: "RangeTabs"
            use: qsTr("One of a few; the chosen one is filled.")

            RangeTabs {
                width: parent.width
                choices: [
                    {
                        "key": "a",
                        "text": qsTr("Week")
                    },
                    {
                        "key": "b",
                        "text": qsTr("Month")
                    }
                ]
                current: "a"
            }
        }

        Shelf {
            name: "TalkOrb"
            use: qsTr("The microphone: at rest, listening, thinking, speaking, not understood, not there.")

            Repeater {
                model: ["idle", "listening", "thinking", "speaking", "error", "blocked"]

                Column {
                    required property string modelData

                    spacing: Theme.spaceXs

                    TalkOrb {
                        extent: Theme.sizeOrbTalk
                        talkState: parent.modelData
                        level: 0.6
                    }

                    Words {
                        text: parent.modelData
                        font.pixelSize: Theme.typeCaption
                    }
                }
            }
        }

        Shelf {
            name: "WaveBars, Meter"
            use: qsTr("How loud it is, and how far something has come.")

            WaveBars {
                width: Theme.columnCard
                height: Theme.sizeBars
                running: true
                level: 0.7
            }

            Meter {
                width: Theme.columnCard
                fraction: 0.6
            }
        }

        Shelf {
            name: "Notice"
            use: qsTr("A sentence that stays: what is amiss, or what went well.")

            Notice {
                width: parent.width
                text: qsTr("The microphone is off.")
            }

            Notice {
                width: parent.width
                kind: "ok"
                text: qsTr("The reading was kept.")
            }
        }

        Shelf {
            name: "EmptyState, ErrorState"
            use: qsTr("Nothing here yet, or something did not work: one sentence, one way on.")

            Card {
                width: parent.width
                height: empty.height + 2 * Theme.spaceL

                EmptyState {
                    id: empty

                    y: Theme.spaceL
                    width: parent.width
                    iconName: "heart-pulse"
                    sentence: qsTr("No readings yet. Measure once and it shows up here.")
                    action: qsTr("Add a device")
                    actionIcon: "bluetooth"
                }
            }

            Card {
                width: parent.width
                height: failed.height + 2 * Theme.spaceL

                ErrorState {
                    id: failed

                    y: Theme.spaceL
                    width: parent.width
                }
            }
        }

        Shelf {
            name: "LineField, TickBox, Suggestion, TitleRow"
            use: qsTr("Something to type, to tick, to ask, to open.")

            LineField {
                width: parent.width
                label: qsTr("Your name")
            }

            TickBox {
                text: qsTr("High blood pressure")
            }

            Suggestion {
                width: Theme.columnSheet
                text: qsTr("How is my blood pressure today?")
            }

            TitleRow {
                width: parent.width
                text: qsTr("Measuring blood pressure at home")
                line: qsTr("Sit, rest, measure morning and evening.")
            }
        }

        Shelf {
            name: "Icon, IconTile"
            use: qsTr("Lucide, always beside a word.")

            Repeater {
                model: ["house", "message-circle", "chart-line", "file-text", "book-open", "bluetooth", "settings", "heart-pulse", "activity", "droplet", "thermometer", "weight", "pill", "bell"]

                IconTile {
                    required property string modelData

                    name: modelData
                }
            }
        }
    }
}
