import QtQuick
import "../components"

// What the readings show, each with why; what cannot be told yet; and how far the data can be trusted.
Page {
    id: screen

    required property QtObject viewModel
    property bool waiting: false

    title: qsTr("What my readings show")

    Card {
        visible: screen.viewModel.state !== "shown"
        width: parent.width
        height: message.item ? message.item.implicitHeight + 2 * Theme.spaceXl : 0

        Loader {
            id: message

            x: Theme.spaceXl
            y: Theme.spaceXl
            width: parent.width - 2 * Theme.spaceXl
            sourceComponent: screen.viewModel.state === "failed" ? failed : screen.viewModel.state === "empty" ? nothing : reading
        }

        Component {
            id: failed

            ErrorState {
                text: screen.viewModel.failure
                onActed: screen.viewModel.refresh()
            }
        }

        Component {
            id: reading

            Words {
                text: qsTr("Reading your records …")
                color: Theme.muted
            }
        }

        Component {
            id: nothing

            EmptyState {
                iconName: "clipboard-list"
                sentence: qsTr("There are no readings yet. Measure a few times, and this page says what they show.")
                action: qsTr("Devices")
                actionIcon: "bluetooth"
                onActed: screen.shell.show("devices")
            }
        }
    }

    Notice {
        objectName: "no-tags"
        width: parent.width
        kind: "ok"
        text: screen.viewModel.state === "shown" && screen.viewModel.tagCount === 0 ? qsTr("Nothing stands out in your readings now.") : ""
    }

    Repeater {
        model: screen.viewModel.tags

        TagCard {
            width: screen.innerWidth
            onClicked: screen.viewModel.open(key)
        }
    }

    Card {
        visible: screen.viewModel.pendingCount > 0
        width: parent.width
        height: pending.height + 2 * Theme.spaceL

        Column {
            id: pending

            x: Theme.spaceXl
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceM

            BigButton {
                objectName: "pending-more"
                kind: "quiet"
                leastHeight: Theme.sizeTarget
                iconName: screen.waiting ? "x" : "list"
                text: screen.waiting ? qsTr("Less") : qsTr("Not clear yet (%1)").arg(screen.viewModel.pendingCount)
                fontSize: Theme.typeControl
                onClicked: screen.waiting = !screen.waiting
            }

            Repeater {
                model: screen.waiting ? screen.viewModel.pending : null

                Column {
                    id: lacking

                    required property string name
                    required property string needs

                    width: pending.width

                    Words {
                        width: parent.width
                        text: lacking.name
                        font.bold: true
                        font.pixelSize: Theme.typeControl
                    }

                    Words {
                        width: parent.width
                        text: lacking.needs
                        color: Theme.muted
                        font.pixelSize: Theme.typeControl
                    }
                }
            }
        }
    }

    Card {
        visible: screen.viewModel.state === "shown"
        width: parent.width
        height: happened.height + 2 * Theme.spaceL

        Column {
            id: happened

            x: Theme.spaceXl
            y: Theme.spaceL
            width: parent.width - 2 * Theme.spaceXl
            spacing: Theme.spaceM

            Words {
                width: parent.width
                text: qsTr("Did something happen?")
                font.pixelSize: Theme.typeTitle
                font.bold: true
                Accessible.role: Accessible.Heading
            }

            Words {
                width: parent.width
                text: qsTr("It changes what the readings of these days mean.")
                color: Theme.muted
                font.pixelSize: Theme.typeControl
            }

            Flow {
                width: parent.width
                spacing: Theme.spaceM

                Repeater {
                    model: screen.viewModel.happenings

                    BigButton {
                        required property var modelData

                        objectName: "note-" + modelData.key
                        leastHeight: Theme.sizeTarget
                        fontSize: Theme.typeControl
                        iconName: "plus"
                        text: modelData.text
                        onClicked: screen.viewModel.note(modelData.key)
                    }
                }
            }

            Repeater {
                model: screen.viewModel.events

                ActionRow {
                    id: noted

                    required property var modelData

                    width: happened.width
                    title: modelData.name
                    detail: modelData.when

                    BigButton {
                        objectName: "take-back-" + noted.modelData.key
                        leastHeight: Theme.sizeTarget
                        fontSize: Theme.typeControl
                        kind: "quiet"
                        iconName: "refresh-cw"
                        text: qsTr("Take back")
                        onClicked: screen.viewModel.takeBack(noted.modelData.key)
                    }
                }
            }
        }
    }

    QualityCard {
        visible: screen.viewModel.state === "shown"
        width: parent.width
        quality: screen.viewModel.quality
        onBelieved: (kind, device) => screen.viewModel.believe(kind, device)
    }

    BigButton {
        objectName: "profile-visit-sheet"
        visible: screen.viewModel.state === "shown"
        iconName: "file-text"
        fontSize: Theme.typeControl
        text: qsTr("Page for the doctor")
        onClicked: screen.shell.show("visit_sheet")
    }
}
